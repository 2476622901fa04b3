using System.Buffers;
using System.Text.Json;

namespace Consensoor.Spec.Ssz;

/// <summary>Values in the JSON of the Beacon API: snake_case, integers as decimal strings, bytes and bits as 0x hex (`ssz/simple-serialize.md#json-mapping`).</summary>
public static class SszJson
{
    /// <summary>Writes a value.</summary>
    public static void Write<T>(Utf8JsonWriter writer, T value, SszContext context)
        where T : ISszType<T> => value.WriteJson(writer, context);

    /// <summary>A value as UTF-8 text.</summary>
    public static byte[] ToUtf8<T>(T value, SszContext context, bool indented = false)
        where T : ISszType<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented }))
        {
            value.WriteJson(writer, context);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a value; numbers and booleans may stand in quotes or not. False with path and reason where a field is unknown, missing, of another kind or beyond its limit.</summary>
    public static bool TryRead<T>(JsonElement json, SszContext context, out T value, out string error)
        where T : ISszType<T>
    {
        var failure = default(SszFailure);
        var read = T.TryReadJson(json, context, out value, ref failure);
        error = read ? "" : failure.ToError() is var wrong && wrong.Path.Length == 0 ? wrong.Detail : $"{wrong.Path}: {wrong.Detail}";
        return read;
    }
}
