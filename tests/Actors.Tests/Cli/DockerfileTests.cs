using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Architecture;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>What the Dockerfile says of the program is true of it; no engine is needed to see that.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));

    [Fact]
    public void ItsVariablesAreOptionsOfTheCommandsThatStartNodes()
    {
        var root = CommandLine.Root(new CliOptions(static _ => null));
        var set = Lines.Single(static line => line.StartsWith("ENV ", StringComparison.Ordinal))["ENV ".Length..]
            .Split(' ').Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        foreach (var command in root.Subcommands.Where(static command => command.Name is "run" or "devnet"))
        {
            Assert.Empty(set.Keys.Except(command.Options.Select(static option => CliOptions.VariableOf(option.Name))));
        }

        Assert.Equal("0.0.0.0", set["CONSENSOOR_BEACON_API_HOST"]);
        Assert.Equal("0.0.0.0", set["CONSENSOOR_METRICS_HOST"]);
        Assert.Contains($"VOLUME {set["CONSENSOOR_DATA_DIR"]}", Lines);
    }

    [Fact]
    public void ItStartsThisProgramAsAUserWhoIsNotRoot()
    {
        Assert.Contains($"ENTRYPOINT [\"dotnet\", \"{typeof(CommandLine).Assembly.GetName().Name}.dll\"]", Lines);
        Assert.Contains("USER $APP_UID", Lines);
    }
}
