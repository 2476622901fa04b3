using System.Globalization;
using System.Text.Json;
using Consensoor.Messages;

namespace Consensoor.Interop.Keys.Proposers;

/// <summary>
/// Reads values of proposers' settings from JSON. The first that is none is the problem, with its place; those after it are null.
/// </summary>
public sealed class ProposerReader
{
    private const int MaxDigits = 20;

    /// <summary>What is wrong, and where; null where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Notes what is wrong, unless something was before.</summary>
    public void Fail(string problem) => Problem ??= problem;

    /// <summary>Refuses a member that nobody reads.</summary>
    public T Unknown<T>(T value, string where)
    {
        Fail($"{where} is not known");
        return value;
    }

    /// <summary>The members of an object, as long as nothing is wrong.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Members(JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Fail($"{where} is no object");
            yield break;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (Problem is not null)
            {
                yield break;
            }

            yield return (member.Name, member.Value);
        }
    }

    /// <summary>The items of a list that has a most, as long as nothing is wrong.</summary>
    public IEnumerable<(string Where, JsonElement Value)> Items(JsonElement value, string where, int most)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail($"{where} is no list");
            yield break;
        }

        if (value.GetArrayLength() > most)
        {
            Fail($"{where} has more than {most} items");
            yield break;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Problem is not null)
            {
                yield break;
            }

            yield return ($"{where}[{index++}]", item);
        }
    }

    /// <summary>A text of bounded length.</summary>
    public string? Text(JsonElement value, string where, int most)
    {
        string? text = null;
        try
        {
            text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
        }

        if (text is null || text.Length > most)
        {
            Fail($"{where} is no text of at most {most} letters");
            return null;
        }

        return text;
    }

    /// <summary>A number as decimal text, within a range.</summary>
    public ulong? Number(JsonElement value, string where, ulong least = 0, ulong most = ulong.MaxValue)
    {
        if (Text(value, where, MaxDigits) is not { } text)
        {
            return null;
        }

        var isNumber = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (text.Length == 1 || text[0] != '0');
        if (!isNumber || number < least || number > most)
        {
            Fail($"{where} is no decimal number from {least} to {most} in quotes");
            return null;
        }

        return number;
    }

    /// <summary>An address of 20 bytes in 0x hex, other than that of zeros.</summary>
    public ExecutionAddress? Address(JsonElement value, string where)
    {
        if (Text(value, where, 2 + (2 * ExecutionAddress.Length)) is not { } text)
        {
            return null;
        }

        if (!text.StartsWith("0x", StringComparison.Ordinal) || !ExecutionAddress.TryParse(text, out var address) || address == default)
        {
            Fail($"{where} is no address of 20 bytes in 0x hex, or that of zeros");
            return null;
        }

        return address;
    }

    /// <summary>A text that fits into graffiti.</summary>
    public string? Graffiti(JsonElement value, string where)
    {
        if (Text(value, where, BlockGraffiti.Length) is { } text)
        {
            if (BlockGraffiti.TryText(text, out _))
            {
                return text;
            }

            Fail($"{where} has more than {BlockGraffiti.Length} bytes in UTF-8");
        }

        return null;
    }

    /// <summary>A public key of 48 bytes in 0x hex; whether it is a point is nobody's business here.</summary>
    public BLSPubkey? Pubkey(string text, string where)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal) && BLSPubkey.TryParse(text, out var pubkey))
        {
            return pubkey;
        }

        Fail($"{where} is not 48 bytes in 0x hex");
        return null;
    }

    /// <summary>Yes or no.</summary>
    public bool? Flag(JsonElement value, string where)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fail($"{where} is neither true nor false");
        return null;
    }
}
