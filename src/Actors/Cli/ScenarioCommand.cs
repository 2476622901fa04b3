using System.CommandLine;
using Consensoor.Actors.Scenarios;

namespace Consensoor.Actors.Cli;

/// <summary>`scenario NAME --seed N`: a network of nodes in virtual time; prints the digest of its event log.</summary>
internal static class ScenarioCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = string.Join(", ", ScenarioCatalog.Names) };
        var seed = CliOptions.Plain("--seed", "All randomness comes from it", 1UL, "a number", CliText.TryNumber);
        var command = new Command("scenario", "Run a scenario in virtual time") { name, seed };
        command.SetAction(result =>
        {
            if (ScenarioCatalog.Find(result.GetValue(name)!) is not { } run)
            {
                return result.Refuse($"no scenario '{result.GetValue(name)}'; there are {string.Join(", ", ScenarioCatalog.Names)}");
            }

            var outcome = run(result.GetValue(seed));
            result.InvocationConfiguration.Output.WriteLine(outcome.Text);
            return outcome.Passed ? 0 : 1;
        });
        return command;
    }
}
