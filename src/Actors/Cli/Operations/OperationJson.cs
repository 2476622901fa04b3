using System.Text;
using System.Text.Json;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>Writes operations and calls of contracts as JSON for people and programs.</summary>
internal static class OperationJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Writes a value.</summary>
    public static string Write(Action<Utf8JsonWriter> value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            value(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Writes a list, an item each.</summary>
    public static string WriteList<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> item) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var one in items)
        {
            item(json, one);
        }

        json.WriteEndArray();
    });

    /// <summary>Writes a call of a contract: to whom, wei, data, and what its sender has to know.</summary>
    public static void WriteCall(Utf8JsonWriter json, string to, string value, ReadOnlySpan<byte> data, string note)
    {
        json.WriteStartObject();
        json.WriteString("to", to);
        json.WriteString("value", value);
        json.WriteString("data", $"0x{Convert.ToHexStringLower(data)}");
        json.WriteString("note", note);
        json.WriteEndObject();
    }
}
