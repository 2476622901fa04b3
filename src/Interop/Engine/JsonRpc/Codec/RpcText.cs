using System.Text;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Makes what another program says fit for a line of the log.</summary>
internal static class RpcText
{
    /// <summary>The most letters that are kept of a text.</summary>
    public const int MaxLength = 200;

    /// <summary>Takes a text's beginning, control characters and ends of lines as spaces.</summary>
    public static string Clean(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * MaxLength)]).AsSpan().Trim();
        var isLong = text.Length > MaxLength || utf8.Length > 4 * MaxLength;
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength) + 1);
        foreach (var letter in text[..Math.Min(text.Length, MaxLength)])
        {
            clean.Append(char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter);
        }

        return isLong ? clean.Append('…').ToString() : clean.ToString();
    }

    /// <summary>Takes a text likewise.</summary>
    public static string Clean(string text) => Clean(Encoding.UTF8.GetBytes(text));
}
