using System.Text;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Multistream;

/// <summary>Lines of multistream-select 1.0: an unsigned varint of the length, then UTF-8 with a newline at its end.</summary>
internal static class MultistreamLine
{
    /// <summary>What both sides send first.</summary>
    public const string Header = "/multistream/1.0.0";

    /// <summary>The answer to a protocol that is not spoken.</summary>
    public const string NotAvailable = "na";

    /// <summary>The question for all protocols.</summary>
    public const string List = "ls";

    /// <summary>The most bytes of a line that is read, its newline included.</summary>
    public const int MaxLength = 1024;

    /// <summary>
    /// Takes a line from the front; null while it is not whole, or where it is none (then <paramref name="isMalformed"/>).
    /// </summary>
    public static string? TryRead(ByteQueue input, out bool isMalformed)
    {
        isMalformed = false;
        var bytes = input.Span;
        switch (Varint.TryRead(bytes, out var length, out var prefix))
        {
            case VarintStatus.Incomplete:
                return null;
            case VarintStatus.Malformed:
                isMalformed = true;
                return null;
        }

        if (length is 0 or > MaxLength)
        {
            isMalformed = true;
            return null;
        }

        if (bytes.Length - prefix < (int)length)
        {
            return null;
        }

        var line = bytes.Slice(prefix, (int)length);
        if (line[^1] != '\n' || line[..^1].Contains((byte)'\n') || !System.Text.Unicode.Utf8.IsValid(line))
        {
            isMalformed = true;
            return null;
        }

        var text = Encoding.UTF8.GetString(line[..^1]);
        input.Consume(prefix + line.Length);
        return text;
    }

    /// <summary>Writes a line.</summary>
    public static void Write(ByteQueue output, string text) => FrameDecoder.Write(output, Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Writes the answer to <see cref="List"/>: a line for each protocol, all within one, and a newline.</summary>
    public static void WriteList(ByteQueue output, IEnumerable<string> protocols)
    {
        using var lines = new ByteQueue();
        foreach (var protocol in protocols)
        {
            Write(lines, protocol);
        }

        lines.Write("\n"u8);
        FrameDecoder.Write(output, lines.Span);
    }
}
