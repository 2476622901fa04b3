using System.CommandLine;
using Consensoor.Actors.Scenarios;

namespace Consensoor.Actors.Cli;

/// <summary>
/// `scenario NAME --seed A..B`: a network of nodes in virtual time, run once a seed; prints a report with the digest of the event log.
/// </summary>
internal static class ScenarioCommand
{
    private const string About = """
        Run a scenario: production nodes in virtual time, with faults
        and expectations.
        The same seed gives the same digest, in every process. Exits with 1 when an expectation does not hold; the report then says what was
        expected, what was seen, what had gone wrong before, and the command that runs it again.
        """;

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = string.Join('\n', ScenarioCatalog.Lines) };
        var seed = CliOptions.Plain(
            "--seed",
            "All randomness comes from it; A..B runs every seed from A to B",
            new SeedRange(1, 1),
            "a number or a range A..B",
            TrySeeds);
        var log = new Option<bool>("--log") { Description = "Print every line of the event log as it is written" };
        var shrink =
            new Option<bool>("--shrink") { Description = "Take faults out of a failing scenario as long as it fails the same way" };
        var faults = new ScenarioFaults();
        var command = new Command("scenario", About) { name, seed, log, shrink };
        foreach (var option in faults.All)
        {
            command.Add(option);
        }

        command.SetAction(result =>
        {
            if (ScenarioCatalog.Find(result.GetValue(name)!) is not { } scenario)
            {
                return result.Refuse($"no scenario '{result.GetValue(name)}'; there are {string.Join(", ", ScenarioCatalog.Names)}");
            }

            if (faults.Apply(result, scenario) is { } problem)
            {
                return result.Refuse(problem);
            }

            var output = result.InvocationConfiguration.Output;
            var (next, last) = result.GetValue(seed)!;
            for (var failed = 0; ; next++)
            {
                var outcome = scenario.Run(next, result.GetValue(log) ? line => output.WriteLine(line.ToString()) : null);
                if (!outcome.Held && result.GetValue(shrink))
                {
                    outcome = scenario.Shrink(next, output.WriteLine);
                }

                failed += outcome.Held ? 0 : 1;
                output.WriteLine(outcome.ToString());
                if (next == last)
                {
                    return failed == 0 ? 0 : 1;
                }
            }
        });
        return command;
    }

    /// <summary>Reads a seed, or `A..B`: the seeds from A to B, both of them.</summary>
    internal static bool TrySeeds(string text, out SeedRange seeds)
    {
        seeds = new SeedRange(0, 0);
        var parts = text.Split("..");
        if (parts.Length > 2 || !CliText.TryNumber(parts[0], out var first) || !CliText.TryNumber(parts[^1], out var last) || first > last)
        {
            return false;
        }

        seeds = new SeedRange(first, last);
        return true;
    }
}
