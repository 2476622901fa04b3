using System.Net;
using System.Net.Sockets;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>What keeps a node from starting: a line that says what and where, and exit code 1.</summary>
public sealed class NodeStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_needs_a_genesis_that_is_one()
    {
        await CliRun.Refuses(Run(), "--genesis-state is needed");
        await CliRun.Refuses(Run("--genesis-state", _folder), _folder, "is a directory");
        await CliRun.Refuses(Run("--genesis-state", Place("none.ssz")), "none.ssz", "is not there");
        await CliRun.Refuses(Run("--genesis-state", File("x.ssz", "{}")), "x.ssz", "this is JSON");
        await CliRun.Refuses(Run("--genesis-state", File("x.json", "{}")), "x.json", "no BeaconState");
        await CliRun.Refuses(Run("--genesis-state", File("x.ssz_snappy", "abc")), "x.ssz_snappy", "no raw snappy");
    }

    [Fact]
    public async Task What_is_no_regular_file_is_refused_before_it_is_opened()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using (var made = System.Diagnostics.Process.Start("mkfifo", Place("pipe.ssz")))
        {
            await made.WaitForExitAsync();
        }

        foreach (var (path, what) in ((string, string)[])
            [
                ("/dev/zero", "is a device"),
                (System.IO.File.CreateSymbolicLink(Place("link"), "/dev/zero").FullName, "is a device"),
                (Place("pipe.ssz"), "is a pipe"),
                (_folder, "is a directory"),
            ])
        {
            await CliRun.Refuses(Run("--genesis-state", path), path, what);
            await CliRun.Refuses(Run("--config", path), path, what);
            await CliRun.Refuses(Run("--network-config", path), path, what);
            await CliRun.Refuses(CliRun.Of("protection", "import", "--data-dir", Place("data"), "--from", path), path, what);
            await CliRun.Refuses(CliRun.Of("ssz", "root", "--type", "BeaconState", "--fork", "altair", path), path, what);
            await CliRun.Refuses(CliRun.Of("transition", "--config", "minimal", "--pre", path), path, what);
        }

        Directory.CreateDirectory(Place("data"));
        System.IO.File.CreateSymbolicLink(Path.Combine(Place("data"), "plan.json"), "/dev/zero");
        await CliRun.Refuses(CliRun.Of("devnet", "--data-dir", Place("data")), "plan.json", "is a device");
    }

    [Fact]
    public async Task What_is_larger_than_its_kind_can_be_is_refused_by_its_length()
    {
        await using (var file = System.IO.File.Create(Place("block.ssz")))
        {
            file.SetLength(SszFiles.LimitOf("SignedBeaconBlock") + 1);
        }

        await CliRun.Refuses(
            CliRun.Of("ssz", "root", "--type", "SignedBeaconBlock", "--fork", "altair", Place("block.ssz")), "block.ssz", "at most");
    }

    [Fact]
    public async Task A_start_that_computes_ends_at_once_when_it_is_told_to()
    {
        using var gate = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        var run = NodeProcess.Guarded(
            Serilog.Events.LogEventLevel.Fatal,
            error,
            stop.Token,
            () => NodeProcess.Prepare(() => gate.Wait(TimeSpan.FromMinutes(1)), stop.Token));
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal(ExitCodes.Done, await run.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(gate.IsSet);
        gate.Set();

        // Nor does a body that blocks keep its caller, who waits for signals.
        using var second = new ManualResetEventSlim();
        var blocked = NodeProcess.Guarded(Serilog.Events.LogEventLevel.Fatal, error, CancellationToken.None, () =>
        {
            second.Wait(TimeSpan.FromSeconds(20));
            return Task.CompletedTask;
        });
        Assert.False(blocked.IsCompleted);
        second.Set();
        Assert.Equal(ExitCodes.Done, await blocked);
    }

    [Fact]
    public async Task A_genesis_in_a_time_no_clock_reaches_is_refused()
    {
        foreach (var time in new[] { ulong.MaxValue, (1UL << 36) + 1, 1UL << 63 })
        {
            var run = await Run("--network-config", Devnet(), "--genesis-state", Genesis(time));
            run.IsRefused(ExitCodes.Refused, $"genesis time {time}");
        }
    }

    [Fact]
    public async Task Run_refuses_a_chain_that_is_none()
    {
        await CliRun.Refuses(
            Run("--network-config", "goerli"), "goerli", "neither a network (mainnet, sepolia, hoodi, holesky, minimal) nor a file");
        await CliRun.Refuses(Run("--network-config", "mainet"), "; the nearest is mainnet");
        await CliRun.Refuses(Run("--network-config", _folder), "is a directory");
        await CliRun.Refuses(Run("--network-config", File("c.yaml", "services:\n  web:\n    image: x")), "c.yaml", "NotAConfiguration");
        await CliRun.Refuses(
            Run("--network-config", File("c.yaml", "PRESET_BASE: minimal\nHEZE_FORK_EPOCH: 1")), "line 2, HEZE_FORK_EPOCH");
        await CliRun.Refuses(Run("--network-config", "minimal", "--preset", "mainnet"), "--preset mainnet", "'minimal'");
        await System.IO.File.WriteAllBytesAsync(Place("c.yaml"), [0x1f, 0x8b, 8, 0]);
        await CliRun.Refuses(Run("--network-config", Place("c.yaml")), "this is a gzip file");
        await System.IO.File.WriteAllBytesAsync(Place("c.yaml"), [.. "CONFIG_NAME: "u8, 0xff, 0xfe]);
        await CliRun.Refuses(Run("--network-config", Place("c.yaml")), "is not text in UTF-8");
    }

    [Fact]
    public async Task A_configuration_file_that_is_none_is_refused_by_line()
    {
        await CliRun.Refuses(Run("--config", Place("none.conf")), "none.conf", "is not there");
        await CliRun.Refuses(Run("--config", _folder), "is a directory");
        await CliRun.Refuses(Run("--config", File("a.conf", "\nconsensoor { work { batch = 1 ")), "a.conf:2", "not closed");
        await CliRun.Refuses(
            Run("--config", File("a.conf", "consensoor.work.batch = 1\n}")), "a.conf:2", "a closing brace without an opening one");
        await CliRun.Refuses(Run("--config", File("a.conf", "\n\nconsensoor work batch 1")), "a.conf:3", "sets nothing");
        await CliRun.Refuses(
            Run("--config", File("a.conf", "\nconsensoor.work.batch = many")), "a.conf:2: consensoor.work.batch = 'many' is not a number");
        await CliRun.Refuses(Run("--config", File("a.conf", "consensoor.work.wait = 5")), "a.conf:1", "a duration with its unit");
        await CliRun.Refuses(
            Run("--config", File("a.conf", "consensoor.validators.fee-recipient = abc")), "consensoor.validators.fee-recipient", "abc");
        await CliRun.Refuses(
            Run("--config", File("a.conf", $"consensoor.validators.graffiti = {new string('x', 33)}")), "consensoor.validators.graffiti");
        await CliRun.Refuses(
            Run("--config", File("a.conf", "consensoor.validators.target-gas-limit = 0")), "consensoor.validators.target-gas-limit");
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_used_is_refused()
    {
        var file = File("data", "text");
        await CliRun.Refuses(Run("--data-dir", file, "--network-config", Devnet(), "--genesis-state", Genesis()), "--data-dir", file);
        await CliRun.Refuses(CliRun.Of("devnet", "--data-dir", file, "--beacon-api-port", "0", "--metrics-port", "0"), file);
        Directory.CreateDirectory(Place("d/beacon/chain.sqlite"));
        await CliRun.Refuses(
            Run("--data-dir", Place("d"), "--network-config", Devnet(), "--genesis-state", Genesis()), "chain.sqlite", "is a directory");
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        Directory.CreateDirectory(Place("beacon"));
        foreach (var length in new[] { 1, 100, 8192, 20_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            foreach (var name in (string[])["chain.sqlite", "chain.db"])
            {
                await System.IO.File.WriteAllBytesAsync(Place($"beacon/{name}"), bytes);
                var run = await Run("--data-dir", _folder, "--network-config", Devnet(), "--genesis-state", Genesis());
                run.IsRefused(ExitCodes.Refused, name);
                System.IO.File.Delete(Place($"beacon/{name}"));
            }
        }
    }

    [Fact]
    public async Task A_port_in_use_or_out_of_range_is_refused_by_its_option()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] devnet = ["devnet", "--data-dir", _folder, "--validators", "16"];
        await CliRun.Refuses(CliRun.Of([.. devnet, "--metrics-port", "0", "--beacon-api-port", port]), "--beacon-api-port", port);
        await CliRun.Refuses(CliRun.Of([.. devnet, "--metrics-port", port, "--beacon-api-port", "0"]), "--metrics-port", port);
        await CliRun.Refuses(
            CliRun.Of([.. devnet, "--metrics-port", "7001", "--beacon-api-port", "7000", "--nodes", "2"]), "--metrics-port: 7001");
        await CliRun.Refuses(
            CliRun.Of([.. devnet, "--metrics-port", "0", "--beacon-api-port", "65535", "--nodes", "2"]), "--beacon-api-port", "65536");
        await CliRun.Refuses(
            CliRun.Of([.. devnet, "--metrics-port", "0", "--beacon-api-port", "7000", "--beacon-api-host", "203.0.113.1"]),
            "--beacon-api-port",
            "203.0.113.1");
    }

    [Fact]
    public async Task A_start_without_its_port_leaves_nothing_behind()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var data = Place("new");
        await CliRun.Refuses(
            CliRun.Of("devnet", "--data-dir", data, "--beacon-api-port", port, "--metrics-port", "0"), "--beacon-api-port", port);
        await CliRun.Refuses(
            CliRun.Of(
                "run", "--data-dir", data, "--network-config", Devnet(), "--genesis-state", Genesis(), "--beacon-api-port", "0",
                "--metrics-host", "localhost", "--metrics-port", port),
            "--metrics-port",
            port);
        Assert.False(Directory.Exists(data));

        // The folder of a devnet with more nodes than the default is asked for as many ports.
        using (var directory = DataDirectory.Take(data))
        {
            var options = new DevnetOptions(2, 16, 2_000, true, false, data, 0, 0, null, Serilog.Events.LogEventLevel.Fatal);
            DevnetDirectory.Prepare(directory, options, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        }

        var first = (((IPEndPoint)taken.LocalEndpoint).Port - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await CliRun.Refuses(
            CliRun.Of("devnet", "--data-dir", data, "--beacon-api-port", first, "--metrics-port", "0"), "--beacon-api-port", $":{port}:");
    }

    [Theory]
    [InlineData("--nodes", "0")]
    [InlineData("--nodes", "65")]
    [InlineData("--validators", "0")]
    [InlineData("--validators", "100001")]
    [InlineData("--slot-ms", "0")]
    [InlineData("--slot-ms", "1500")]
    [InlineData("--slot-ms", "18446744073709551615")]
    public async Task A_devnet_out_of_bounds_is_refused(string option, string value) =>
        await CliRun.Refuses(CliRun.Of("devnet", "--data-dir", _folder, option, value), option, value);

    [Fact]
    public async Task Interop_keys_that_the_genesis_does_not_have_are_refused()
    {
        var run = await Run("--network-config", Devnet(), "--genesis-state", Genesis(), "--interop-validators", "14..18");
        run.IsRefused(ExitCodes.Refused, "--interop-validators", "interop key 16");
    }

    [Theory]
    [InlineData(null, "there is no such file")]
    [InlineData("0x1234", "the secret has 4 hex digits, not 64")]
    [InlineData("not hex", "the secret is not hex")]
    public async Task A_secret_that_is_none_is_refused(string? text, string reason)
    {
        var file = text is null ? Place("not-there") : File("hex-of-jwt", text);
        var data = Place("new");
        var run = await Run(
            "--network-config", Devnet(), "--genesis-state", Genesis(), "--data-dir", data, "--engine-api-url", "http://127.0.0.1:1",
            "--jwt-secret", file);
        run.IsRefused(ExitCodes.Refused, $"--jwt-secret: {reason}");
        // In place of a file the secret itself may be given, a digit of it lost.
        Assert.DoesNotContain(Path.GetFileName(file), run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    private static Task<CliRun> Run(params string[] args) =>
        CliRun.Of(["run", "--beacon-api-port", "0", "--metrics-port", "0", "--p2p-port", "0", .. args]);

    private string Place(string name) => Path.Combine(_folder, name);

    private string File(string name, string text)
    {
        System.IO.File.WriteAllText(Place(name), text);
        return Place(name);
    }

    private string Devnet() => File("devnet.yaml", "PRESET_BASE: minimal\nCONFIG_NAME: devnet\n");

    private string Genesis(ulong time = 1_700_000_000)
    {
        Assert.True(Spec.Config.ChainConfig.TryParse(System.IO.File.ReadAllText(Devnet()), out var config, out _));
        var spec = new Spec.Config.ChainSpec(Spec.Presets.Preset.Minimal, config);
        var genesis = InteropGenesis.Create(spec, 16, 1_700_000_000, EmbeddedExecutionLayer.Genesis(1_700_000_000), ManagedBls.Shared);
        var bytes = genesis.ToSsz(genesis.Ssz);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, time);
        System.IO.File.WriteAllBytes(Place("genesis.ssz"), bytes);
        return Place("genesis.ssz");
    }
}
