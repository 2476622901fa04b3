using System.Globalization;
using System.Text.RegularExpressions;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Spec.Tests;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// Starts the program as ethereum-package does (`../shared/apis/ethereum-package-launcher.md`): one string for `sh -c`, values behind `=`,
/// nothing quoted, the first node with an execution layer and keys, a later one with the first as its boot node.
/// </summary>
public sealed partial class LauncherTests : IDisposable
{
    private const string Enr =
        "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1"
        + "NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nodes_start_find_each_other_stop_and_start_again()
    {
        await MakeNetwork();
        using var patience = new CancellationTokenSource(Patience);
        using var output = new SharedWriter();
        var layer = CommandLine.Run(
            ["el", "--network-config", Net("config.yaml"), "--genesis-state", Net("genesis.ssz"), "--jwt-secret", Place("jwtsecret"),
                "--engine-api-port", "0", "--log-level", "ERROR"],
            output,
            TextWriter.Null,
            static _ => null,
            patience.Token);
        var url = await UrlOf(output, layer, patience.Token);
        string[] withLayer =
        [
            $"--engine-api-url={url}", $"--jwt-secret={Place("jwtsecret")}",
            $"--validator-keys={Place("validator-keys/teku-keys")}:{Place("validator-keys/teku-secrets")}",
        ];
        string enr, peer;
        await using (var first = Start("first", withLayer))
        {
            await first.UntilHealthy(patience.Token);
            var identity = await first.Get("/eth/v1/node/identity", patience.Token);
            enr = identity.GetProperty("enr").GetString()!;
            Assert.StartsWith("enr:", enr, StringComparison.Ordinal);
            Assert.StartsWith("/ip4/", identity.GetProperty("p2p_addresses")[0].GetString(), StringComparison.Ordinal);
            peer = identity.GetProperty("peer_id").GetString()!;
            Assert.Contains("process_cpu_seconds_total", await first.Metrics(patience.Token), StringComparison.Ordinal);
            await using (var second = Start("second", [$"--bootnodes={enr}", "--supernode", "--emit-payload-attributes"]))
            {
                await second.UntilHealthy(patience.Token);
                await second.Until(
                    "/eth/v1/node/peers", peers => peers.ToString().Contains(peer, StringComparison.Ordinal), patience.Token);
                await first.Until(
                    "/eth/v1/node/peer_count", static count => count.GetProperty("connected").GetString() == "1", patience.Token);
                Assert.Contains("without an execution layer (--engine-api-url)", second.Log, StringComparison.Ordinal);
                Assert.Equal(ExitCodes.Done, await second.Stop(patience.Token));
            }

            Assert.DoesNotContain("without an execution layer", first.Log, StringComparison.Ordinal);
            Assert.Contains("2 keystores", first.Log, StringComparison.Ordinal);
            Assert.Equal(ExitCodes.Done, await first.Stop(patience.Token));
        }

        await using var again = Start("first", withLayer);
        await again.UntilHealthy(patience.Token);
        Assert.Equal(peer, (await again.Get("/eth/v1/node/identity", patience.Token)).GetProperty("peer_id").GetString());
        Assert.Equal(ExitCodes.Done, await again.Stop(patience.Token));
        await patience.CancelAsync();
        Assert.Equal(ExitCodes.Done, await layer);
    }

    /// <summary>The whole command line, each option once, is understood and stands against nothing on disk.</summary>
    [Fact]
    public async Task Every_option_of_the_launcher_is_taken()
    {
        await MakeNetwork();
        var run = await CliRun.Of(
        [
            "config", "check", .. Arguments("all"), "--engine-api-url=http://127.0.0.1:8551", $"--jwt-secret={Place("jwtsecret")}",
            $"--validator-keys={Place("validator-keys/teku-keys")}:{Place("validator-keys/teku-secrets")}",
            $"--bootnodes={Enr}",
            $"--bootnodes={Enr},/ip4/127.0.0.1/tcp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
            "--supernode", "--emit-payload-attributes",
        ]);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        Assert.Contains("nothing is wrong", run.Output, StringComparison.Ordinal);
        (await CliRun.Of("run", "--data-dri=x")).IsRefused(ExitCodes.BadCommandLine, "--data-dri", "the nearest is --data-dir");
    }

    [SharedFact("apis/ethereum-package-launcher.md")]
    public void The_options_of_run_are_those_of_the_launchers_table()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "..", "shared", "apis", "ethereum-package-launcher.md"));
        var named = Row().Matches(text).Select(static row => row.Groups["name"].Value).Distinct().ToList();
        var options = CommandLine.Root(new CliOptions(static _ => null)).Subcommands.Single(static command => command.Name == "run").Options
            .Select(static option => option.Name).ToList();
        Assert.True(named.Count >= 17, string.Join(' ', named));
        Assert.Empty(named.Except(options));
    }

    private LaunchedNode Start(string name, params string[] own)
    {
        var node = new LaunchedNode(_folder);
        node.Start([
            "run", .. Arguments(name), $"--p2p-port={node.P2pPort}", $"--quic-port={node.QuicPort}",
            $"--beacon-api-port={node.ApiPort}", $"--metrics-port={node.MetricsPort}", .. own,
        ]);
        return node;
    }

    // What is always given, but the ports, which are the machine's.
    private string[] Arguments(string name) =>
    [
        "--log-level=INFO", $"--data-dir={Place(Path.Combine("data", name))}", $"--genesis-state={Net("genesis.ssz")}",
        $"--network-config={Net("config.yaml")}", "--preset=minimal", "--p2p-host=0.0.0.0",
        "--fee-recipient=0x8943545177806ED17B9F23F0a21ee5948eCaa776",
    ];

    private async Task MakeNetwork()
    {
        for (var i = 0; i < 2; i++)
        {
            var key = KeystoreSamples.Pubkey(i).ToString();
            KeystoreSamples.Write(
                Place($"validator-keys/teku-keys/{key}.json"), i, Place($"validator-keys/teku-secrets/{key}.txt"), $"pass {i}\n");
        }

        await File.WriteAllTextAsync(Place("jwtsecret"), $"0x{new string('7', 64)}");

        // Genesis comes after the test, as it comes after the package has started all nodes.
        var later = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var made = await CliRun.Of(
            "genesis", "create", "--output", Place("network-configs"), "--genesis-time", later, "--validators", "0..16", "--fork-epoch",
            "altair=0", "bellatrix=0", "capella=0", "deneb=0", "electra=0", "fulu=0", "gloas=0");
        Assert.True(made.Code == ExitCodes.Done, made.Error);
    }

    private static async Task<string> UrlOf(SharedWriter output, Task<int> layer, CancellationToken patience)
    {
        while (true)
        {
            var text = output.ToString();
            if (text.EndsWith('\n'))
            {
                return text.Trim();
            }

            Assert.False(layer.IsCompleted, "the execution layer has ended");
            await Task.Delay(50, patience);
        }
    }

    private string Net(string file) => Path.Combine(_folder, "network-configs", file);

    private string Place(string name) => Path.Combine(_folder, name);

    [GeneratedRegex(@"^\| `(?<name>--[a-z0-9-]+)=?` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
