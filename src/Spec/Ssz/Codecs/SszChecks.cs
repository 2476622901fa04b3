using System.Buffers;
using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Checks that several codecs share.</summary>
public static class SszChecks
{
    /// <summary>True where there are exactly so many bytes.</summary>
    public static bool ExactLength(ReadOnlySpan<byte> bytes, int at, int length, ref SszFailure failure) =>
        bytes.Length == length
        || failure.Fail(
            bytes.Length < length ? SszErrorKind.TooShort : SszErrorKind.TooLong, at, $"{bytes.Length} bytes, {length} expected");

    /// <summary>A number's digits, from a JSON string: the mapping of `simple-serialize.md` has no JSON numbers.</summary>
    public static bool Number(JsonElement json, out string text, ref SszFailure failure)
    {
        text = json.ValueKind == JsonValueKind.String ? Text(json) : "";
        return text.Length > 0 || failure.Fail(SszErrorKind.JsonKind, 0, $"{json.ValueKind} is no number in a string");
    }

    /// <summary>The bytes of a JSON string of hex with 0x in front.</summary>
    public static bool Hex(JsonElement json, out byte[] bytes, ref SszFailure failure)
    {
        bytes = [];
        if (json.ValueKind != JsonValueKind.String)
        {
            return failure.Fail(SszErrorKind.JsonKind, 0, $"{json.ValueKind} is no hex string");
        }

        var text = Text(json);
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length % 2 != 0)
        {
            return failure.Fail(SszErrorKind.JsonHex, 0, $"'{Shorten(text)}' is no hex with 0x in front");
        }

        bytes = new byte[(text.Length - 2) / 2];
        return Convert.FromHexString(text.AsSpan(2), bytes, out _, out _) == OperationStatus.Done
            || failure.Fail(SszErrorKind.JsonHex, 0, $"'{Shorten(text)}' is no hex");
    }

    /// <summary>The name of an object's member; false for one that is no text (half of a surrogate pair).</summary>
    public static bool Name(JsonProperty member, out string name, ref SszFailure failure)
    {
        try
        {
            name = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return failure.Fail(SszErrorKind.JsonText, 0, "a field's name is no text: half of a surrogate pair");
        }
    }

    /// <summary>Notes that a field came before; always false.</summary>
    public static bool Repeated(string field, ref SszFailure failure) =>
        failure.Fail(SszErrorKind.JsonRepeatedField, 0, $"field '{field}' is there twice");

    /// <summary>True where the JSON is an array of at most so many elements.</summary>
    public static bool Array(JsonElement json, ulong limit, ref SszFailure failure) =>
        json.ValueKind != JsonValueKind.Array
            ? failure.Fail(SszErrorKind.JsonKind, 0, $"{json.ValueKind} is no array")
            : (ulong)json.GetArrayLength() <= limit
                || failure.Fail(SszErrorKind.ListTooLong, 0, $"{json.GetArrayLength()} elements, at most {limit} allowed");

    /// <summary>The start of a text, for messages about input of any length.</summary>
    public static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    // Escapes may name half of a surrogate pair, which is valid JSON and no text: neither a number nor hex.
    private static string Text(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\ufffd";
        }
    }
}
