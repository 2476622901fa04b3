using System.Text.RegularExpressions;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Architecture;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// What the Dockerfile says of the program is true of it, and it keeps the rules of linters; no engine is needed to see that.
/// </summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));

    // Instructions without comments, continued lines joined.
    private static readonly (string Name, string Text)[] Instructions =
        [.. string.Join('\n', Lines.Where(static line => !line.StartsWith('#')))
        .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split(' ', 2)).Select(static parts => (parts[0], parts[1].Trim()))];

    [Fact]
    public void ItsVariablesAreOptionsOfTheCommandsThatStartNodes()
    {
        var root = CommandLine.Root(new CliOptions(static _ => null));
        var set = Of("ENV").Single().Split(' ').Select(static pair => pair.Split('='))
            .ToDictionary(static pair => pair[0], static pair => pair[1]);
        var own = set.Keys.Where(static name => name.StartsWith("CONSENSOOR_", StringComparison.Ordinal)).ToList();
        foreach (var command in root.Subcommands.Where(static command => command.Name is "run" or "devnet"))
        {
            Assert.Empty(own.Except(command.Options.Select(static option => CliOptions.VariableOf(option.Name))));
        }

        Assert.Equal("0.0.0.0", set["CONSENSOOR_BEACON_API_HOST"]);
        Assert.Equal("0.0.0.0", set["CONSENSOOR_METRICS_HOST"]);
        Assert.Contains($"VOLUME {set["CONSENSOOR_DATA_DIR"]}", Lines);
    }

    [Fact]
    public void ItStartsThisProgramByItsNameAsAUserWhoIsNotRoot()
    {
        Assert.Equal("[\"/usr/local/bin/consensoor\"]", Of("ENTRYPOINT").Single());
        var program = typeof(CommandLine).Assembly.GetName().Name;
        Assert.Contains($"ln -s /app/{program} /usr/local/bin/consensoor", Of("RUN").Last(), StringComparison.Ordinal);
        Assert.Equal("$APP_UID", Of("USER").Last());

        // What root has to do comes before, and nothing else runs as root.
        Assert.True(At("USER") > Instructions.Index().Last(static one => one.Item.Name == "RUN").Index);
        Assert.True(At("USER") < At("ENTRYPOINT"));
    }

    [Fact]
    public async Task ItsHealthCheckIsACommandOfTheProgram()
    {
        var check = Health().Match(Of("HEALTHCHECK").Single());
        Assert.True(check.Success, Of("HEALTHCHECK").Single());
        var words = check.Groups["words"].Value.Split(',').Select(static word => word.Trim().Trim('"')).ToArray();
        Assert.Equal("/usr/local/bin/consensoor", words[0]);

        // Nobody answers there: the command is understood, and says so by its code.
        var run = await CliRun.Of([.. words[1..], "--beacon-node-url", "http://127.0.0.1:1"]);
        Assert.True(run.Code == ExitCodes.Refused, $"{run.Code} {run.Error}");
    }

    [Fact]
    public void ItKeepsTheRulesOfLinters()
    {
        var bases = Of("FROM").Select(static from => from.Split(' ')[0]).ToList();
        Assert.Equal(2, bases.Count);
        Assert.All(bases, static image => Assert.Matches(@"^[a-z0-9./-]+:\d+\.\d+-[a-z]+$", image));
        Assert.All(Of("RUN"), static run =>
        {
            Assert.DoesNotContain("sudo", run, StringComparison.Ordinal);
            Assert.DoesNotContain("apt-get upgrade", run, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"curl[^&|]*\|\s*(ba)?sh", run);
            if (run.Contains("apt-get install", StringComparison.Ordinal))
            {
                Assert.Contains("apt-get update", run, StringComparison.Ordinal);
                Assert.Contains("install -y --no-install-recommends", run, StringComparison.Ordinal);
                Assert.Contains("rm -rf /var/lib/apt/lists/*", run, StringComparison.Ordinal);
            }
        });
        Assert.All(Of("ADD"), static add => Assert.Matches(@"^(--\S+ )*https://", add));
        Assert.All(Of("WORKDIR"), static folder => Assert.StartsWith("/", folder, StringComparison.Ordinal));
        Assert.DoesNotContain(Lines, static line => line.Contains(":latest", StringComparison.Ordinal));
        Assert.DoesNotContain(
            Instructions, static one => one.Name is "ENV" or "ARG" && Secret().IsMatch(one.Text));
        Assert.True(At("VOLUME") > At("USER"));
        foreach (var port in (string[])["5052", "8008", "9000", "9000/udp", "9001/udp"])
        {
            Assert.Contains(port, Of("EXPOSE").Single().Split(' '));
        }
    }

    /// <summary>What belongs to no image stays out of the context of the build.</summary>
    [Fact]
    public void NoBuildAndNoHistoryIsSentToTheEngine()
    {
        var ignored = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"));
        Assert.Superset(new HashSet<string> { "**/bin", "**/obj", "artifacts", ".git" }, ignored.ToHashSet());
    }

    private static IEnumerable<string> Of(string name) =>
        Instructions.Where(one => one.Name == name).Select(static one => one.Text);

    private static int At(string name) => Array.FindLastIndex(Instructions, one => one.Name == name);

    [GeneratedRegex(@"^(--(interval|timeout|start-period|retries)=\w+ ){4}CMD \[(?<words>[^\]]+)\]$")]
    private static partial Regex Health();

    [GeneratedRegex("(?i)secret|password|token|private|mnemonic")]
    private static partial Regex Secret();
}
