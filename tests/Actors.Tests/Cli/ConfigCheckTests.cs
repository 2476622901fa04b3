using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Architecture;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`config check`, and the order of command line, variable and HOCON file for every option of `run`.</summary>
public sealed class ConfigCheckTests : IDisposable
{
    // These have settings of their own, in the group of what they are for.
    private static readonly string[] Elsewhere =
    [
        "--engine-api-url", "--jwt-secret", "--engine-force-json", "--validator-keys", "--web3signer-url", "--web3signer-public-keys",
        "--fee-recipient", "--graffiti", "--target-gas-limit",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_option_of_run_has_a_variable_and_a_setting()
    {
        var root = CommandLine.Root(new CliOptions(static _ => null));
        var options = root.Subcommands.Single(static command => command.Name == "run").Options
            .Where(static option => option.Name != "--help").ToList();
        Assert.All(options, static option =>
            Assert.EndsWith($"[{CliOptions.VariableOf(option.Name)}]", option.Description, StringComparison.Ordinal));
        Assert.Equal(
            options.Select(static option => option.Name).Except(Elsewhere).Except(["--config"]).Order(),
            RunSettings.Names.Select(static name => $"--{name}").Order());
        var reference = File.ReadAllText(Path.Combine(Repository.Root, "hocon", "reference.conf"));
        Assert.All(RunSettings.Names, name => Assert.Contains($"    # {name} = ", reference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_line_is_over_variables_and_those_over_the_file()
    {
        var conf = Text(
            "my.conf",
            """
            consensoor.run {
              data-dir = "from-file"
              p2p-port = 1
              metrics-port = 2
              beacon-api-port = 3
              supernode = on
              unsafe-checkpoint = on
              p2p-host = ""
              peers = ["/ip4/127.0.0.1/tcp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
                "/ip4/127.0.0.2/tcp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY"]
            }
            """);
        var variables = new Dictionary<string, string>
        {
            ["CONSENSOOR_CONFIG"] = conf,
            ["CONSENSOOR_METRICS_PORT"] = "12",
            ["CONSENSOOR_BEACON_API_PORT"] = "13",
            ["CONSENSOOR_UNSAFE_CHECKPOINT"] = "false",
            ["CONSENSOOR_EMIT_PAYLOAD_ATTRIBUTES"] = "1",
        };
        var lines = (await CliRun.Of(variables, "config", "show", "--beacon-api-port", "23")).Output.Split(Environment.NewLine);
        foreach (var line in new[]
        {
            $"--data-dir = from-file  ({conf}:2: consensoor.run.data-dir)",
            $"--p2p-port = 1  ({conf}:3: consensoor.run.p2p-port)",
            "--metrics-port = 12  (CONSENSOOR_METRICS_PORT)",
            "--beacon-api-port = 23  (--beacon-api-port)",
            $"--supernode = on  ({conf}:6: consensoor.run.supernode)",
            "--unsafe-checkpoint = off  (CONSENSOOR_UNSAFE_CHECKPOINT)",
            "--emit-payload-attributes = on  (CONSENSOOR_EMIT_PAYLOAD_ATTRIBUTES)",
            "--p2p-host = 0.0.0.0  (default)",
            "--peers = /ip4/127.0.0.1/tcp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY,"
                + "/ip4/127.0.0.2/tcp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY"
                + $"  ({conf}:9: consensoor.run.peers)",
        })
        {
            Assert.Contains(line, lines);
        }
    }

    [Theory]
    [InlineData("p2p-port = many", "consensoor.run.p2p-port", "a port")]
    [InlineData("supernode = maybe", "consensoor.run.supernode", "on or off")]
    [InlineData("bootnodes = [\"enr:x\"]", "consensoor.run.bootnodes", "a boot node")]
    public async Task A_malformed_option_in_a_file_is_refused_with_its_line(string setting, string path, string expected)
    {
        var conf = Text("my.conf", $"\nconsensoor.run.{setting}\n");
        (await CliRun.Of("run", "--config", conf)).IsRefused(ExitCodes.BadCommandLine, $"{conf}:2: {path}: '", expected);
        await CliRun.Refuses(CliRun.Of("config", "check", "--config", Text("my.conf", "consensoor.run = 5")), "consensoor.run is a group");
    }

    [Fact]
    public async Task What_nobody_reads_is_named_with_the_nearest_name()
    {
        var conf = Text("my.conf", "consensoor.run.pears = x\nconsensoor.storage.engin = sqlite\nconsensoor.wether = 1\n");
        var variables = new Dictionary<string, string>
        {
            ["CONSENSOOR_DATADIR"] = "x",
            ["CONSENSOOR_CRYPTO_LANES"] = "none",
            ["CONSENSOOR_METRICS_PORT"] = "0",
            ["PATH"] = "x",
        };
        var run = await CliRun.Of(variables, "config", "check", "--config", conf, "--preset", "minimal");
        run.IsRefused(
            ExitCodes.Refused,
            $"{conf}:1: consensoor.run.pears is not a setting and is ignored; the nearest is consensoor.run.peers",
            $"{conf}:2: consensoor.storage.engin is not a setting and is ignored; the nearest is consensoor.storage.engine",
            $"{conf}:3: consensoor.wether is not a setting and is ignored\n",
            "CONSENSOOR_DATADIR is not a variable of this program and is ignored; the nearest is CONSENSOOR_DATA_DIR");
        Assert.Equal(4, run.Error.Trim().Split('\n').Length);
        (await CliRun.Of("config", "check", "--bootnode=x")).IsRefused(ExitCodes.BadCommandLine, "--bootnode", "--bootnodes");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var none = Path.Combine(_folder, "none");
        var run = await CliRun.Of(
            "config", "check", "--genesis-state", none, "--jwt-secret", none + "-jwt", "--engine-api-url", "http://127.0.0.1:1",
            "--network-config", "goerli", "--p2p-port", "0", "--bootnodes",
            "/ip4/127.0.0.1/tcp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY");
        run.IsRefused(
            ExitCodes.Refused,
            $"{none}: is not there",
            "--jwt-secret: there is no such file",
            "goerli",
            "there are none with --p2p-port 0");
    }

    private string Text(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }
}
