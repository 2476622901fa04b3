using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// What counts in a text of the specification: in code the tokens and the indentation of each statement, without comments, docstrings, line
/// breaks within brackets and trailing commas; in a row of a table the cells; in
/// prose the words.
/// </summary>
public static partial class SpecText
{
    /// <summary>The first 8 bytes of SHA-256 over a text, in hex.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    /// <summary>What counts in a definition in Python.</summary>
    public static string OfCode(string code)
    {
        var text = new StringBuilder();
        var depth = 0;
        foreach (var line in Docstring().Replace(code, "").Split('\n'))
        {
            var tokens = Token().Matches(line).Select(match => match.Value).Where(token => token[0] != '#').ToArray();
            if (tokens.Length == 0)
            {
                continue;
            }

            if (depth == 0)
            {
                text.Append('\n').Append(' ', line.Length - line.TrimStart().Length);
            }

            foreach (var token in tokens)
            {
                depth += token is "(" or "[" or "{" ? 1 : token is ")" or "]" or "}" ? -1 : 0;
                if (token is ")" or "]" or "}" && text is [.., ',', ' '])
                {
                    text.Length -= 2;
                }

                text.Append(token).Append(' ');
            }
        }

        return text.ToString();
    }

    /// <summary>What counts in a row of a table: its cells without the blanks around them.</summary>
    public static string OfRow(string row) => string.Join('|', row.Trim().Trim('|').Split('|').Select(cell => cell.Trim()));

    /// <summary>What counts in prose: its words.</summary>
    public static string OfProse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^ *""""""[\s\S]*?""""""", RegexOptions.Multiline)]
    private static partial Regex Docstring();

    // Strings, comments, words and numbers, and anything else letter by letter.
    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'(?:[^'\\]|\\.)*'|#.*|\w+|\S")]
    private static partial Regex Token();
}
