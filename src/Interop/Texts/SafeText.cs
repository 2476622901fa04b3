using System.Globalization;
using System.Text;

namespace Consensoor.Interop.Texts;

/// <summary>
/// Strangers' words as they may stand in a line of a log or a terminal: whatever could end the line, move the cursor or turn the direction
/// of writing is escaped (`\u001B`).
/// </summary>
public static class SafeText
{
    /// <summary>The most letters that are shown of what a server says.</summary>
    public const int Most = 160;

    /// <summary>Gives a text as it may stand in a line; a tab stays.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            _ = IsUnsafe(letter) ? safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}") : safe.Append(letter);
        }

        return safe.ToString();
    }

    /// <summary>Gives the beginning of a text likewise, of <see cref="Most"/> letters at most.</summary>
    public static string Shown(string text) => Escape(text.Length <= Most ? text : text[..Most] + "…");

    // Control characters, separators of lines and paragraphs, and what turns the direction.
    private static bool IsUnsafe(char letter) => (char.IsControl(letter) && letter != '\t')
        || letter is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
