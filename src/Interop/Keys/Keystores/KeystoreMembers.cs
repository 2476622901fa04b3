using System.Text.Json;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// Reads members of a keystore by their paths (`crypto.kdf.function`). The first that is missing or malformed is the problem, and those
/// after it are empty.
/// </summary>
internal sealed class KeystoreMembers(JsonElement root)
{
    /// <summary>What is wrong; null where nothing is.</summary>
    public (KeystoreFault Fault, string Reason)? Problem { get; private set; }

    /// <summary>Notes what is wrong, unless something was before.</summary>
    public void Fail(KeystoreFault fault, string reason) => Problem ??= (fault, reason);

    /// <summary>Says whether a member at the top is there, and not null.</summary>
    public bool Has(string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;

    /// <summary>A text of bounded length.</summary>
    public string Text(string path)
    {
        if (Find(path) is not { } member)
        {
            return "";
        }

        if (member.ValueKind != JsonValueKind.String || TextOf(member) is not { Length: <= KeystoreLimits.MaxText } text)
        {
            Fail(KeystoreFault.Malformed, $"{path} is no text of at most {KeystoreLimits.MaxText} letters");
            return "";
        }

        return text;
    }

    /// <summary>The name of a function, which must be one of a few.</summary>
    public string Function(string path, params string[] known)
    {
        var name = Text(path);
        if (Problem is null && !known.Contains(name, StringComparer.Ordinal))
        {
            Fail(KeystoreFault.Unsupported, $"{path} is not {string.Join(" or ", known)}");
        }

        return name;
    }

    /// <summary>A number within a range; one that is beyond it is too large.</summary>
    public int Number(string path, int least, int most)
    {
        if (Find(path) is not { } member)
        {
            return least;
        }

        if (member.ValueKind != JsonValueKind.Number || !member.TryGetInt64(out var number) || number < least)
        {
            Fail(KeystoreFault.Malformed, $"{path} is no whole number from {least} on");
            return least;
        }

        if (number > most)
        {
            Fail(KeystoreFault.TooLarge, $"{path} is {number}, and at most {most} is taken");
            return least;
        }

        return (int)number;
    }

    /// <summary>Bytes in hex, with 0x or without.</summary>
    public byte[] Bytes(string path, int least, int most)
    {
        if (Find(path) is not { } member)
        {
            return [];
        }

        // A salt of the greatest length has more letters than a text may have.
        var text = member.ValueKind == JsonValueKind.String ? TextOf(member) : null;
        var hex = text?.StartsWith("0x", StringComparison.OrdinalIgnoreCase) == true ? text.AsSpan(2) : text;
        if (text is null || hex.Length % 2 != 0 || hex.ContainsAnyExcept("0123456789abcdefABCDEF"))
        {
            Fail(KeystoreFault.Malformed, $"{path} is not hex");
            return [];
        }

        if (hex.Length / 2 < least || hex.Length / 2 > most)
        {
            var wanted = least == most ? $"{least}" : $"{least} to {most}";
            Fail(KeystoreFault.Malformed, $"{path} has {hex.Length / 2} bytes, not {wanted}");
            return [];
        }

        return Convert.FromHexString(hex);
    }

    private static string? TextOf(JsonElement member)
    {
        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    private JsonElement? Find(string path)
    {
        var at = root;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                Fail(KeystoreFault.Malformed, $"{path} is missing");
                return null;
            }
        }

        return at;
    }
}
