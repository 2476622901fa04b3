using System.Net;
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

    /// <summary>A switch of a command that is run as a service has one too; what forgets a chain at each start has none.</summary>
    [Theory]
    [InlineData("devnet", "--reset")]
    [InlineData("validators")]
    [InlineData("el")]
    public void Every_option_of_a_command_that_runs_has_a_variable(string name, params string[] without)
    {
        var root = CommandLine.Root(new CliOptions(static _ => null));
        var options = root.Subcommands.Single(command => command.Name == name).Options
            .Where(option => option.Name != "--help" && !without.Contains(option.Name)).ToList();
        Assert.NotEmpty(options);
        Assert.All(options, static option =>
            Assert.EndsWith($"[{CliOptions.VariableOf(option.Name)}]", option.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mistyped_variable_is_told_whatever_is_run()
    {
        const string Told = "CONSENSOOR_DATADIR is not a variable of this program and is ignored; the nearest is CONSENSOOR_DATA_DIR";
        var cli = new CliOptions(static _ => null, null, ["CONSENSOOR_DATADIR"]);
        var options = new NodeCliOptions(cli, IPAddress.Loopback);
        var root = new System.CommandLine.RootCommand();
        options.AddTo(root);
        Assert.Equal([Told], options.Read(root.Parse([])).Warnings);
        var variables = new Dictionary<string, string> { ["CONSENSOOR_DATADIR"] = "x" };
        var asked = await CliRun.Of(variables, "ctl", "health", "--beacon-node-url", "http://127.0.0.1:1");
        Assert.Contains($"warning: {Told}", asked.Error, StringComparison.Ordinal);
        var print = await CliRun.Of(variables, "config", "print");
        Assert.Contains($"warning: {Told}", print.Error, StringComparison.Ordinal);
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

        // Each stands once, with the value that counts.
        Assert.DoesNotContain(lines, static line => line.StartsWith("consensoor.run.", StringComparison.Ordinal));
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
        var run = await CliRun.Of(
            variables, "config", "check", "--config", conf, "--preset", "minimal", "--genesis-state", Text("genesis.ssz", ""));
        run.IsRefused(
            ExitCodes.Refused,
            $"{conf}:1: consensoor.run.pears is not a setting and is ignored; the nearest is consensoor.run.peers",
            $"{conf}:2: consensoor.storage.engin is not a setting and is ignored; the nearest is consensoor.storage.engine",
            $"{conf}:3: consensoor.wether is not a setting and is ignored\n",
            "CONSENSOOR_DATADIR is not a variable of this program and is ignored; the nearest is CONSENSOOR_DATA_DIR");
        Assert.Equal(4, run.Error.Trim().Split('\n').Length);
        (await CliRun.Of("config", "check", "--bootnode=x")).IsRefused(ExitCodes.BadCommandLine, "--bootnode", "--bootnodes");

        // An option that begins like an unknown one has its own error beside it.
        (await CliRun.Of("run", "--data=x", "--data-dir")).IsRefused(ExitCodes.BadCommandLine, "--data is not an option", "\n--data-dir ");
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

    /// <summary>Each alone, on a configuration that is good without it.</summary>
    [Theory]
    [InlineData("--checkpoint-state FILE", "--checkpoint-state: --checkpoint-block belongs to it")]
    [InlineData("--checkpoint-block FILE", "--checkpoint-block: --checkpoint-state belongs to it")]
    [InlineData("--quic-port 9000", "--quic-port: discovery has UDP port 9000 (--p2p-port)")]
    [InlineData("--quic-port 9001 --p2p-port 0", "--quic-port: there is no network of peers with --p2p-port 0")]
    [InlineData("--validator-keys NONE:NONE", "--validator-keys: NONE: is not there")]
    [InlineData("--validator-keys EMPTY:EMPTY", "--validator-keys: there is no keystore in EMPTY")]
    [InlineData("--config LOG-IN-NONE", "consensoor.logging.file: NONE is not there")]
    [InlineData("--config LOG-IN-FOLDER", "consensoor.logging.file: EMPTY: is a directory, not a file")]
    public async Task What_a_start_would_refuse_is_told(string options, string problem)
    {
        var (none, empty) = (Path.Combine(_folder, "none"), Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName);
        string Placed(string text) => text
            .Replace("LOG-IN-NONE", Text("a.conf", $"consensoor.logging.file = \"{none}/log\"\n"), StringComparison.Ordinal)
            .Replace("LOG-IN-FOLDER", Text("b.conf", $"consensoor.logging.file = \"{empty}\"\n"), StringComparison.Ordinal)
            .Replace("FILE", Text("file.ssz", ""), StringComparison.Ordinal)
            .Replace("NONE", none, StringComparison.Ordinal).Replace("EMPTY", empty, StringComparison.Ordinal);
        string[] good =
        [
            "config", "check", "--preset", "minimal", "--data-dir", Path.Combine(_folder, "data"), "--genesis-state",
            Text("genesis.ssz", ""),
        ];
        Assert.Equal(ExitCodes.Done, (await CliRun.Of(good)).Code);
        var run = await CliRun.Of([.. good, .. Placed(options).Split(' ')]);
        run.IsRefused(ExitCodes.Refused, Placed(problem));
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.False(File.Exists(Path.Combine(_folder, "data")));
    }

    [Fact]
    public async Task Nothing_to_begin_with_is_told()
    {
        await CliRun.Refuses(
            CliRun.Of("config", "check", "--preset", "minimal", "--data-dir", _folder),
            "--genesis-state is needed, or --checkpoint-sync-url");

        // What a start that was cut off left is no chain; a folder with a chain goes on from that.
        var chain = Directory.CreateDirectory(Path.Combine(_folder, "beacon")).FullName;
        await File.WriteAllTextAsync(Path.Combine(chain, "chain.sqlite"), "");
        await CliRun.Refuses(
            CliRun.Of("config", "check", "--preset", "minimal", "--data-dir", _folder),
            "--genesis-state is needed, or --checkpoint-sync-url");
        await File.WriteAllTextAsync(Path.Combine(_folder, "plan.json"), "{}");
        var run = await CliRun.Of("config", "check", "--preset", "minimal", "--data-dir", _folder);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
    }

    private string Text(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }
}
