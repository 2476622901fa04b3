using System.Globalization;
using System.Text;
using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Execution;

namespace Consensoor.Conformance.Report;

/// <summary>Counts results by preset, runner and fork.</summary>
public sealed class Tally
{
    private readonly SortedDictionary<(string Preset, string Runner, string Fork), int[]> _counts = [];

    /// <summary>How many cases ended one way.</summary>
    public int Total(Outcome outcome) => _counts.Values.Sum(counts => counts[(int)outcome]);

    /// <summary>Counts a result.</summary>
    public void Add(CaseResult result)
    {
        var key = (result.Path.Preset, result.Path.Runner, result.Path.Fork);
        if (!_counts.TryGetValue(key, out var counts))
        {
            _counts[key] = counts = new int[3];
        }

        counts[(int)result.Outcome]++;
    }

    /// <summary>The runner × fork tables, passed/total, in Markdown, one table a preset.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("# Conformance\n\nReference tests of consensus-specs, passed/total; bold where some fail. Written by "
            + "tests/Conformance with `--table`, never by hand.\n\n");
        foreach (var preset in _counts.Keys.Select(static key => key.Preset).Distinct().ToArray())
        {
            var keys = _counts.Keys.Where(key => key.Preset == preset).ToArray();
            var forks = keys.Select(static key => key.Fork).Distinct().OrderBy(Order).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"## {preset}\n\n| runner |");
            text.AppendJoin("", forks.Select(static fork => $" {(fork.Length == 0 ? "any" : fork)} |")).Append(" all |\n| --- |");
            text.AppendJoin("", forks.Select(static _ => " --- |")).Append(" --- |\n");
            foreach (var runner in keys.Select(static key => key.Runner).Distinct())
            {
                text.Append(CultureInfo.InvariantCulture, $"| {runner} |");
                foreach (var fork in forks)
                {
                    text.Append(CultureInfo.InvariantCulture, $" {Cell(keys.Where(key => key.Runner == runner && key.Fork == fork))} |");
                }

                text.Append(CultureInfo.InvariantCulture, $" {Cell(keys.Where(key => key.Runner == runner))} |\n");
            }

            text.Append("| all |");
            text.AppendJoin("", forks.Select(fork => $" {Cell(keys.Where(key => key.Fork == fork))} |"));
            text.Append(CultureInfo.InvariantCulture, $" {Cell(keys)} |\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static int Order(string fork) => CasePath.Forks.TryGetValue(fork, out var name) ? (int)name!.Value : int.MaxValue;

    private string Cell(IEnumerable<(string, string, string)> keys)
    {
        var counts = keys.Select(key => _counts[key]).ToArray();
        var passed = counts.Sum(static count => count[(int)Outcome.Passed]);
        var total = counts.Sum(static count => count.Sum());
        return total == 0 ? "" : passed == total ? $"{passed}/{total}" : $"**{passed}/{total}**";
    }
}
