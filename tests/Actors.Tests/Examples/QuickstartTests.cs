using System.Diagnostics;
using System.Text.RegularExpressions;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Network.Wire;
using Xunit;

namespace Consensoor.Actors.Tests.Examples;

/// <summary>docs/quickstart.md, taken at its word: the commands of its blocks in one shell, in an empty folder.</summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed partial class QuickstartTests : IDisposable
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "quickstart.md"));
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// Both nodes have a head above genesis, and end well. Ports are the machine's, by the variables of their options; the program is the
    /// one that was built with this test, and in the long form the one that the page installs.
    /// </summary>
    [LongFact(2)]
    public async Task Its_commands_lead_from_nothing_to_two_nodes_with_blocks()
    {
        var bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "consensoor"), Path.ChangeExtension(typeof(CommandLine).Assembly.Location, null));
        var isInstalled = Environment.GetEnvironmentVariable("CONSENSOOR_QUICKSTART_INSTALL") == "1";
        var install = isInstalled ? $"cd '{Repository.Root}'\n{string.Join('\n', Blocks("sh install"))}\n" : "";
        var work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;
        var start = new ProcessStartInfo("bash", ["-c", $"set -e\n{install}cd '{work}'\n{string.Join('\n', Blocks("sh"))}\necho followed"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("CONSENSOOR_", StringComparison.Ordinal)).ToList())
        {
            // What asks for tests is no setting of the program, and it would say so.
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        var api = FreePort.Next();
        start.Environment["CONSENSOOR_BEACON_API_PORT"] = $"{api}";
        start.Environment["CONSENSOOR_BEACON_NODE_URL"] = $"http://127.0.0.1:{api}";
        start.Environment["CONSENSOOR_METRICS_PORT"] = $"{FreePort.Next()}";
        start.Environment["CONSENSOOR_P2P_PORT"] = $"{FreePort.Next()}";
        using var shell = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(isInstalled ? 20 : 6));
        await using var end = patience.Token.Register(() => shell.Kill(entireProcessTree: true));
        var error = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        var logs = string.Join('\n', Directory.GetFiles(work, "*.log").Select(File.ReadAllText));
        Assert.True(shell.ExitCode == 0, $"{output}\n{await error}\n{logs}");
        Assert.EndsWith("followed\n", output, StringComparison.Ordinal);
        Assert.Matches(@"head +0x[0-9a-f]{64} slot \d+", output);
        Assert.Contains("nothing is wrong with the configuration", output, StringComparison.Ordinal);
        Assert.Contains("slot 1\n", output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Blocks(string kind) =>
        Block().Matches(Text).Where(block => block.Groups["kind"].Value == kind).Select(static block => block.Groups["text"].Value);

    [GeneratedRegex(@"^```(?<kind>[a-z ]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
