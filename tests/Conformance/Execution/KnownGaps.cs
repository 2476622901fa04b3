using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Execution;

/// <summary>
/// What is not built yet: one glob over places and its reason a line, `#` begins a comment. A listed case that fails counts as skipped; one
/// that passes is an error, so that the list can only shrink.
/// </summary>
public sealed class KnownGaps
{
    private readonly List<(Glob Glob, string Reason, int Line)> _lines = [];

    /// <summary>No gaps.</summary>
    public static KnownGaps None { get; } = new();

    /// <summary>Reads a list; throws InvalidDataException on a line without a reason.</summary>
    public static KnownGaps Parse(IEnumerable<string> lines)
    {
        var gaps = new KnownGaps();
        var number = 0;
        foreach (var line in lines.Select(static line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var parts = line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length != 2)
            {
                throw new InvalidDataException($"known gap without a reason in line {number}: {line}");
            }

            gaps._lines.Add((new Glob(parts[0]), parts[1], number));
        }

        return gaps;
    }

    /// <summary>A result as the list makes it count.</summary>
    public CaseResult Apply(CaseResult result)
    {
        foreach (var (glob, reason, line) in _lines)
        {
            if (glob.Matches(result.Path))
            {
                return result.Outcome == Outcome.Failed
                    ? result with { Outcome = Outcome.Skipped, Reason = reason }
                    : result with
                    {
                        Outcome = Outcome.Failed,
                        Reason = $"passes, but line {line} of the known gaps lists it ({glob.Pattern})"
                    };
            }
        }

        return result;
    }
}
