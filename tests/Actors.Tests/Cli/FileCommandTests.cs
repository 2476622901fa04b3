using System.IO.Compression;
using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`ssz`, `transition` and `config`: the commands that work on files.</summary>
public sealed class FileCommandTests : IDisposable
{
    private const string AfterOneSlot = "state root 0x6d1f68a2";
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Cli", "Data");

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("\uFEFFPRESET_BASE: minimal\nCONFIG_NAME: devnet\nALTAIR_FORK_EPOCH: 0\n")]
    [InlineData("PRESET_BASE: minimal\nALTAIR_FORK_EPOCH: 0\nBLOB_SCHEDULE: null\n")]
    [InlineData("PRESET_BASE: minimal\nALTAIR_FORK_EPOCH: 0\nBLOB_SCHEDULE: ~\n")]
    public async Task A_configuration_that_looks_odd_is_read_for_what_it_says(string yaml)
    {
        var run = await CliRun.Of("transition", "--config", Text("c.yaml", yaml), "--pre", Unpacked("altair-minimal"), "--slots", "1");
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        Assert.Contains(AfterOneSlot, run.Output, StringComparison.Ordinal);
        Assert.Contains("c.yaml leaves out", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRESET_BASE: mainnet\n---\nPRESET_BASE: minimal\n", "SeveralDocuments at line 2")]
    [InlineData("services:\n  web:\n    image: x\n", "NotAConfiguration at line 1, services")]
    [InlineData("PRESET_BASE: minimal\nALTAIR_FORK_EPOCH: 5\nBELLATRIX_FORK_EPOCH: 1\n", "ForkOrder at line 3, BELLATRIX_FORK_EPOCH")]
    [InlineData("{\"PRESET_BASE\": 1, \"data\": [}", "Syntax")]
    public async Task A_configuration_that_is_none_never_becomes_a_default(string yaml, string reason)
    {
        var run = await CliRun.Of("transition", "--config", Text("c.yaml", yaml), "--pre", Unpacked("altair-minimal"), "--slots", "1");
        run.IsRefused(ExitCodes.Refused, "c.yaml is refused", reason);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task An_unknown_key_is_told_with_its_line()
    {
        var config = Text("c.yaml", "PRESET_BASE: minimal\nALTAIR_FORK_EPOCH: 0\nALTAIR_FORK_EPOC: 5\n");
        var run = await CliRun.Of("transition", "--config", config, "--pre", Unpacked("altair-minimal"), "--slots", "1");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains(
            "c.yaml:3: ALTAIR_FORK_EPOC = 5 is not a key of the specification and changes nothing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_network_is_a_configuration_by_its_name()
    {
        foreach (var name in Spec.Config.Networks.Names)
        {
            var run = await CliRun.Of("transition", "--config", name, "--pre", Unpacked("altair-minimal"));
            Assert.DoesNotContain("neither a network", run.Error, StringComparison.Ordinal);
        }

        await CliRun.Refuses(CliRun.Of("transition", "--config", "goerli", "--pre", Unpacked("altair-minimal")), "goerli", "sepolia");
    }

    [Fact]
    public async Task A_value_goes_from_form_to_form_and_keeps_its_root()
    {
        var (ssz, json, snappy, back) = (Unpacked("altair-minimal"), Place("s.json"), Place("s.ssz_snappy"), Place("back.ssz"));
        await Convert(ssz, json);
        await Convert(json, snappy);
        await Convert(snappy, back);
        Assert.Equal(await File.ReadAllBytesAsync(ssz), await File.ReadAllBytesAsync(back));
        var roots = new List<string>();
        foreach (var file in new[] { ssz, json, snappy })
        {
            roots.Add(
                (await CliRun.Of("ssz", "root", "--type", "BeaconState", "--fork", "altair", "--preset", "minimal", file)).Output.Trim());
        }

        Assert.Single(roots.Distinct());
        Assert.StartsWith("0x", roots[0], StringComparison.Ordinal);
        var step =
            await CliRun.Of("transition", "--config", AltairAtGenesis(), "--pre", json, "--slots", "1", "--post", Place("post.json"));
        Assert.Contains(AfterOneSlot, step.Output, StringComparison.Ordinal);
        Assert.StartsWith("{", await File.ReadAllTextAsync(Place("post.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_envelope_of_the_Beacon_API_is_taken_off()
    {
        const string Fork = """{"previous_version":"0x00000001","current_version":"0x01000001","epoch":"7"}""";
        var plain = await CliRun.Of("ssz", "root", "--type", "Fork", "--fork", "altair", Text("plain.json", Fork));
        var envelope = Text("data.json", $$"""{"version":"altair","finalized":false,"data":{{Fork}}}""");
        var wrapped = await CliRun.Of("ssz", "root", "--type", "Fork", "--fork", "altair", envelope);
        Assert.Equal((ExitCodes.Done, plain.Output), (wrapped.Code, wrapped.Output));
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "no Fork of altair in JSON")]
    [InlineData("{\"epoch\":\"1\",\"epoch\":\"2\"}", "no JSON")]
    [InlineData("{\"previous_version\":\"\\ud800\",\"current_version\":\"0x01000001\",\"epoch\":\"7\"}", "in JSON")]
    [InlineData("{\"\\ud800\":1}", "no JSON")]
    [InlineData("{\"data\":{\"\\ud800\":1,\"epoch\":\"1\"}}", "no JSON")]
    [InlineData("{\"previous_version\":\"0x00000001\",\"current_version\":\"0x01000001\",\"epoch\":\"18446744073709551616\"}", "in JSON")]
    [InlineData("", "an empty file")]
    public async Task Json_that_is_none_is_refused(string json, string reason) =>
        await CliRun.Refuses(CliRun.Of("ssz", "root", "--type", "Fork", "--fork", "altair", Text("x.json", json)), "x.json", reason);

    [Fact]
    public async Task A_file_that_does_not_decode_is_named_for_what_it_is()
    {
        var state = Unpacked("altair-minimal");
        await Named(state, "bellatrix", "minimal", "looks like the SSZ of BeaconState of altair (minimal preset)");
        await Named(state, "altair", "mainnet", "looks like the SSZ of BeaconState of altair (minimal preset)");
        await Named(Path.Combine(Data, "altair-minimal.ssz.gz"), "altair", "minimal", "this is a gzip file");
        await Named(Text("a.ssz", """{"a": 1}"""), "altair", "minimal", "this is JSON");
        await Named(Text("a.ssz", "0x00aabb"), "altair", "minimal", "this is hex text");
        await Named(Text("a.ssz", "PRESET_BASE: minimal"), "altair", "minimal", "this is text");
        await Named(Bytes("a.ssz", [0xff, 6, 0, 0, .. "sNaPpY"u8, 0]), "altair", "minimal", "snappy in frames");
        await Named(Bytes("a.ssz", [.. "SQLite format 3\0"u8]), "altair", "minimal", "SQLite");
        await Named(Bytes("a.ssz", []), "altair", "minimal", "an empty file");
        var cut = (await File.ReadAllBytesAsync(state))[..^1];
        await Named(Bytes("cut.ssz", cut), "altair", "minimal", "probably the SSZ of a state of altair");
    }

    [Fact]
    public async Task What_ssz_does_not_have_is_refused()
    {
        var state = Unpacked("altair-minimal");
        await CliRun.Refuses(
            CliRun.Of("ssz", "root", "--type", "Nothing", "--fork", "altair", state), "--type", "'Nothing'", "BeaconState");
        await CliRun.Refuses(CliRun.Of("ssz", "root", "--type", "ExecutionPayload", "--fork", "phase0", state), "--type", "phase0");
        await CliRun.Refuses(
            CliRun.Of("ssz", "root", "--type", "Fork", "--fork", "phase0", "--preset", "minimal", "--config", "mainnet", state),
            "--preset");
        await CliRun.Refuses(CliRun.Of("ssz", "root", "--type", "Fork", "--fork", "phase0", "--config", "goerli", state), "goerli");
        await CliRun.Refuses(CliRun.Of("ssz", "root", "--type", "Fork", "--fork", "phase0", _folder), "is a directory");
        await CliRun.Refuses(
            CliRun.Of("ssz", "convert", "--type", "BeaconState", "--fork", "altair", "--preset", "minimal", state, Place("no/where.json")),
            "where.json");
    }

    [Fact]
    public async Task What_transition_does_not_have_is_refused()
    {
        var (config, state) = (AltairAtGenesis(), Unpacked("altair-minimal"));
        await CliRun.Refuses(CliRun.Of("transition", "--config", config, "--pre", Place("none.ssz")), "none.ssz", "is not there");
        await CliRun.Refuses(CliRun.Of("transition", "--config", "mainnet", "--pre", state), "fork version", "minimal");
        var later = Place("later.ssz");
        Assert.Equal(
            ExitCodes.Done, (await CliRun.Of("transition", "--config", config, "--pre", state, "--slots", "1", "--post", later)).Code);
        await CliRun.Refuses(CliRun.Of("transition", "--config", config, "--pre", later, "--slots", "18446744073709551615"), "--slots");
        await CliRun.Refuses(CliRun.Of("transition", "--config", config, "--pre", state, Text("b.json", "{}")), "b.json", "message.slot");
        await CliRun.Refuses(CliRun.Of("transition", "--config", config, "--pre", Text("s.json", "{}")), "s.json", "fork.current_version");
        await CliRun.Refuses(CliRun.Of("transition", "--config", config, "--pre", state, state), "no SignedBeaconBlock");
        await CliRun.Refuses(CliRun.Of("transition", "--config", config, "--pre", state, "--post", Place("no/where.ssz")), "where.ssz");
    }

    [Fact]
    public async Task Config_print_shows_each_value_with_its_origin()
    {
        const string Conf =
            "# mine\nconsensoor {\n  work { batch = 64 }\n  validators.graffiti = from-file\n}\nconsensoor.validator.graffiti = typo\n"
            + "consensoor.gossip.lane.voluntary_exit.queue = 7\nconsensoor.gossip.lane.weather.queue = 7\n";
        var conf = Text("my.conf", Conf);
        var yaml = Text("c.yaml", "PRESET_BASE: minimal\nSECONDS_PER_SLOT: 3\nALTAIR_FORK_EPOCH: 0\nX: 1\n");
        var variables = new Dictionary<string, string>
        {
            ["CONSENSOOR_FEE_RECIPIENT"] = "0x0000000000000000000000000000000000000001",
            ["CONSENSOOR_METRICS_PORT"] = "1",
        };
        var run = await CliRun.Of(
            variables, "config", "print", "--config", conf, "--network-config", yaml, "--target-gas-limit", "45", "--beacon-api-port", "2");
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        foreach (var line in new[]
        {
            $"consensoor.work.batch = 64  ({conf}:3)",
            $"consensoor.validators.graffiti = from-file  ({conf}:4)",
            "consensoor.validators.fee-recipient = 0x0000000000000000000000000000000000000001  (CONSENSOOR_FEE_RECIPIENT)",
            "consensoor.validators.target-gas-limit = 45000000  (--target-gas-limit)",
            "consensoor.chain.in-flight = 64  (default)",
            "--metrics-port = 1  (CONSENSOOR_METRICS_PORT)",
            "--beacon-api-port = 2  (--beacon-api-port)",
            "--data-dir = ./data  (default)",
            $"ALTAIR_FORK_EPOCH = 0  ({yaml}:3)",
            $"SLOT_DURATION_MS = 3000  (SECONDS_PER_SLOT in {yaml}:2)",
            "DEPOSIT_CHAIN_ID = 5  (default of minimal)",
            "GLOAS_FORK_EPOCH = 18446744073709551615  (default: not scheduled)",
            $"X = 1  ({yaml}:4, unknown and ignored)",
        })
        {
            Assert.Contains(line, run.Output.Split(Environment.NewLine));
        }

        Assert.Contains(
            $"warning: {conf}:6: consensoor.validator.graffiti is not a setting and is ignored", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{conf}:8: consensoor.gossip.lane.weather.queue is not a setting", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("voluntary_exit", run.Error, StringComparison.Ordinal);
        await CliRun.Refuses(CliRun.Of("config", "print", "--network-config", "goerli"), "goerli");
        await CliRun.Refuses(CliRun.Of("config", "print", "--config", Place("none")), "none");
        var devnet = (await CliRun.Of("config", "print", "--devnet")).Output;
        Assert.Contains("consensoor.work.workers = 2  (hocon/devnet.conf)", devnet, StringComparison.Ordinal);
        Assert.Contains("--beacon-api-host = 127.0.0.1  (default)", devnet, StringComparison.Ordinal);
        Assert.Contains("--beacon-api-host = 0.0.0.0  (default)", (await CliRun.Of("config", "print")).Output, StringComparison.Ordinal);
    }

    private async Task Named(string file, string fork, string preset, string kind) =>
        await CliRun.Refuses(CliRun.Of("ssz", "root", "--type", "BeaconState", "--fork", fork, "--preset", preset, file), file, kind);

    private static async Task Convert(string from, string to)
    {
        var run = await CliRun.Of("ssz", "convert", "--type", "BeaconState", "--fork", "altair", "--preset", "minimal", from, to);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
    }

    private string AltairAtGenesis() => Text("altair.yaml", "PRESET_BASE: minimal\nALTAIR_FORK_EPOCH: 0\n");

    private string Unpacked(string name)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Data, name + ".ssz.gz")), CompressionMode.Decompress);
        using var file = File.Create(Place(name + ".ssz"));
        packed.CopyTo(file);
        return Place(name + ".ssz");
    }

    private string Text(string name, string text)
    {
        File.WriteAllText(Place(name), text);
        return Place(name);
    }

    private string Bytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(Place(name), bytes);
        return Place(name);
    }

    private string Place(string name) => Path.Combine(_folder, name);
}
