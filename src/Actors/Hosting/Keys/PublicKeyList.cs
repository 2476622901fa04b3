using System.Text;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys.Remote;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>Reads a list of public keys: in hex, joined by commas, or a file with one in each line.</summary>
internal static class PublicKeyList
{
    /// <summary>Says what a text must be to name keys.</summary>
    public const string Expected = "public keys in hex joined by commas, or a path";

    private const int MaxFileBytes = 128 * RemoteSigner.MaxKeys;
    private const string Hex = "0x";
    private static readonly char[] Separators = [',', '\n', '\r', ' ', '\t'];

    /// <summary>Takes a text that may name keys: as long as a file of them may be, or a path.</summary>
    public static bool TryText(string text, out string? value)
    {
        value = text;
        return text.StartsWith(Hex, StringComparison.Ordinal)
            ? text.Length <= MaxFileBytes && !text.Contains('\0', StringComparison.Ordinal)
            : CliText.TryPath(text, out _);
    }

    /// <summary>Reads the keys, each once; null and the reason where the file cannot be read or a key is none.</summary>
    public static IReadOnlyList<BLSPubkey>? Read(string text, out string? problem)
    {
        problem = null;
        if (!text.StartsWith(Hex, StringComparison.Ordinal))
        {
            if (CliFiles.Read(text, MaxFileBytes, out problem) is not { } bytes)
            {
                return null;
            }

            text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        }

        var keys = new List<BLSPubkey>();
        foreach (var part in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!BLSPubkey.TryParse(part, out var key))
            {
                problem = $"key {keys.Count + 1} is not 48 bytes of hex";
                return null;
            }

            keys.Add(key);
        }

        problem = keys.Count == 0 ? "there is no key in it" : keys.Count > RemoteSigner.MaxKeys ? "more than 100000 keys" : null;
        return problem is null ? [.. keys.Distinct()] : null;
    }
}
