using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`scenario` by the command line: options that change its faults, the report of a failure, what the help shows.</summary>
public sealed class ScenarioCommandTests
{
    [Fact]
    public async Task A_failure_shows_its_evidence_and_the_command_that_repeats_it()
    {
        string[] args = ["scenario", "loss", "--seed", "3", "--loss", "0.95", "--latency", "80"];
        var run = await CliRun.Of(args);
        Assert.Equal(ExitCodes.Refused, run.Code);
        string[] expected =
        [
            "scenario loss --seed 3 --loss 0.95 --latency 80: FAILED", "  expected ", "  seen     node-", "  then     node-3: head 0x",
            "  faults injected: none", "  duties missed: ", "loss=0.95", "latency=80+20 ms",
            "  again    dotnet run -c Release --project src/Actors -- scenario loss --seed 3 --loss 0.95 --latency 80",
        ];
        Assert.All(expected, line => Assert.Contains(line, run.Output, StringComparison.Ordinal));
        Assert.Equal(run.Output, (await CliRun.Of(args)).Output);
    }

    [Fact]
    public async Task Loss_is_refused_where_nothing_is_lost() =>
        await CliRun.Refuses(CliRun.Of("scenario", "finality", "--loss", "0.1"), "--loss", "finality loses no messages", "loss does");

    [Fact]
    public async Task Help_shows_the_seed_as_it_is_given()
    {
        var help = (await CliRun.Of("scenario", "--help")).Output;
        Assert.Contains("[default: 1]", help, StringComparison.Ordinal);
        Assert.DoesNotContain("(1, 1)", help, StringComparison.Ordinal);
        Assert.DoesNotContain("SeedRange", help, StringComparison.Ordinal);
        Assert.DoesNotContain("[default: ]", help, StringComparison.Ordinal);
    }
}
