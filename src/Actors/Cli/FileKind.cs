using System.Text;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Cli;

/// <summary>Names files for what they are, by their first bytes and shape, for whoever gave one in place of another.</summary>
internal static class FileKind
{
    /// <summary>Names what is text and nothing more telling.</summary>
    public const string Text = "text";

    private const int StateVersionAt = 52;
    private const int TextSample = 4096;

    private static readonly (byte[] Magic, string Name)[] Magics =
    [
        ([0x1f, 0x8b], "a gzip file"),
        ([0x28, 0xb5, 0x2f, 0xfd], "a zstd file"),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "an xz file"),
        ("BZh"u8.ToArray(), "a bzip2 file"),
        ("PK\x03\x04"u8.ToArray(), "a zip file"),
        ([0xff, 0x06, 0x00, 0x00, .. "sNaPpY"u8], "snappy in frames, as in requests and responses; .ssz_snappy is raw snappy"),
        ("SQLite format 3\0"u8.ToArray(), "an SQLite database"),
        ([0x7f, .. "ELF"u8], "a program"),
        ("%PDF"u8.ToArray(), "a PDF"),
        ("-----BEGIN"u8.ToArray(), "a key or certificate in PEM"),
        ([0xff, 0xfe], "text in UTF-16"),
        ([0xfe, 0xff], "text in UTF-16"),
        ("<"u8.ToArray(), "XML or HTML"),
    ];

    /// <summary>Says "; this is …" where the bytes are known, else nothing: to be put behind a refusal.</summary>
    public static string Aside(ReadOnlySpan<byte> bytes) => Describe(bytes) is { } kind ? $"; this is {kind}" : "";

    /// <summary>Names what bytes are; null where nothing gives them away.</summary>
    public static string? Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "an empty file";
        }

        foreach (var (magic, name) in Magics)
        {
            if (bytes.StartsWith(magic))
            {
                return name;
            }
        }

        if (bytes[..Math.Min(bytes.Length, 8192)].IndexOf("** This is a LiteDB file **"u8) >= 0)
        {
            return "a LiteDB database";
        }

        return StateOf(bytes) ?? (IsJson(bytes) ? "JSON" : TextKind(bytes));
    }

    /// <summary>Says whether bytes are one JSON value.</summary>
    public static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        var body = bytes.TrimStart(" \t\r\n"u8);
        if (body.IsEmpty || (body[0] != '{' && body[0] != '['))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A state begins with genesis time, validators root, slot and previous version; then comes the current version, which tells network and
    // fork.
    private static string? StateOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 10_000)
        {
            return null;
        }

        var version = new Bytes4(bytes.Slice(StateVersionAt, Bytes4.Length));
        foreach (var name in Networks.Names)
        {
            if (version != default && Networks.Find(name)!.ForkOfVersion(version) is { } fork)
            {
                return $"probably the SSZ of a state of {fork.Text()} ({name}'s fork version {version})";
            }
        }

        return null;
    }

    private static string? TextKind(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, TextSample)];
        foreach (var b in sample)
        {
            if (b is < 0x20 and not (byte)'\t' and not (byte)'\r' and not (byte)'\n' || b > 0x7e)
            {
                return null;
            }
        }

        var text = Encoding.ASCII.GetString(sample).Trim();
        return text.StartsWith("0x", StringComparison.Ordinal) && text[2..].All(char.IsAsciiHexDigit) ? "hex text, not bytes" : Text;
    }
}
