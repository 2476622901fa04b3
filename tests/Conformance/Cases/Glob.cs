using System.Text.RegularExpressions;

namespace Consensoor.Conformance.Cases;

/// <summary>
/// A pattern over a case's place: `*` stands for any characters, `/` among them, and `?` for one. It must match the whole place.
/// </summary>
public sealed class Glob(string pattern)
{
    private readonly Regex _regex = new(
        "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>True where the pattern matches.</summary>
    public bool Matches(CasePath path) => _regex.IsMatch(path.Id);
}
