using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Consensoor.Interop.BeaconApi;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>Reads answers of a beacon node; whatever is missing or of another form is an <see cref="InvalidDataException"/>.</summary>
internal static class RemoteJson
{
    /// <summary>Reads the JSON of an answer.</summary>
    public static T Read<T>(BeaconAnswer answer, Func<JsonElement, T> read)
        where T : class =>
        answer.Json(read) ?? throw new InvalidDataException("the answer is no JSON, or has a text that is none");

    /// <summary>Refuses an answer that is well formed where something that was asked for does not hold.</summary>
    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException($"it gives {otherwise}");
        }
    }

    /// <summary>Gives a member.</summary>
    public static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member)
            ? member
            : throw new InvalidDataException($"the answer has no {name}");

    /// <summary>Gives the items of a member that is a list, at most so many.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement json, string name, int most)
    {
        var member = Member(json, name);
        return member.ValueKind != JsonValueKind.Array ? throw new InvalidDataException($"{name} is no list")
            : member.GetArrayLength() > most ? throw new InvalidDataException($"{name} has more than {most} items")
            : member.EnumerateArray();
    }

    /// <summary>Gives a member that is a text.</summary>
    public static string Text(JsonElement json, string name) => TextOf(Member(json, name), name);

    /// <summary>Gives a member that is true or false.</summary>
    public static bool Flag(JsonElement json, string name) => Member(json, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new InvalidDataException($"{name} is neither true nor false"),
    };

    /// <summary>Gives a member that is a number, which stands in a text.</summary>
    public static ulong Number(JsonElement json, string name) => Number(Text(json, name), name);

    /// <summary>Gives the number of an item of a list.</summary>
    public static ulong NumberOf(JsonElement item, string name) => Number(TextOf(item, name), name);

    /// <summary>Gives a root.</summary>
    public static Root Root(JsonElement json, string name) => Bytes32.TryParse(Text(json, name), out var root)
        ? root
        : throw new InvalidDataException($"{name} is no root");

    /// <summary>Gives a value of a fork.</summary>
    public static T Value<T>(JsonElement json, SszContext context)
        where T : ISszType<T>
    {
        var failure = default(SszFailure);
        return T.TryReadJson(json, context, out var value, ref failure)
            ? value
            : throw new InvalidDataException($"the answer is no {typeof(T).Name}: {failure.ToError()}");
    }

    /// <summary>Writes a value.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a list, each item by a function.</summary>
    public static byte[] List<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    });

    /// <summary>Writes numbers as a list of texts.</summary>
    public static byte[] Numbers(IEnumerable<ulong> numbers) =>
        List(numbers, static (writer, number) => writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture)));

    private static string TextOf(JsonElement value, string name) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new InvalidDataException($"{name} is no text");

    private static ulong Number(string text, string name) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"{name} is no number");
}
