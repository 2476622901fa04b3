using System.Text;

namespace Consensoor.Actors.Network;

/// <summary>
/// Shows what a peer chose as text for logs and reports: the first letters of it, without what could disturb a terminal or a line.
/// </summary>
internal static class StrangersText
{
    private const int MostBytes = 256;

    /// <summary>Shows at most so many letters; control characters as question marks.</summary>
    public static string Shown(string text, int most) =>
        new([.. text.Take(most).Select(static letter => char.IsControl(letter) ? '?' : letter)]);

    /// <summary>Shows any bytes, such as an `ErrorMessage`, of which at most 256 are looked at.</summary>
    public static string Shown(ReadOnlySpan<byte> bytes) =>
        Shown(Encoding.UTF8.GetString(bytes[..Math.Min(MostBytes, bytes.Length)]), MostBytes);
}
