using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Config;

public class ChainConfigTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Config", "Data");

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".yaml"));

    private static ChainConfig Parse(string yaml)
    {
        Assert.True(ChainConfig.TryParse(yaml, out var config, out var error), error?.ToString());
        return config;
    }

    private static ConfigError Refuse(string yaml)
    {
        Assert.False(ChainConfig.TryParse(yaml, out _, out var error));
        return error!;
    }

    [Theory]
    [InlineData("spec-mainnet")]
    [InlineData("spec-minimal")]
    public void The_specifications_own_files_are_the_built_in_values(string name)
    {
        var config = Parse(Text(name));
        var builtIn = name == "spec-minimal" ? ChainConfig.Minimal : ChainConfig.Mainnet;
        Assert.Empty(config.MissingKeys);
        Assert.Equal(builtIn.BlobSchedule, config.BlobSchedule);
        Assert.All(config.UnknownKeys, pair => Assert.Matches("EIP8|MIN_BLOB_DATA_RETENTION_MS", pair.Key));
        Assert.Equal(
            builtIn,
            config with
            {
                BlobSchedule = builtIn.BlobSchedule,
                GasLimitSchedule = builtIn.GasLimitSchedule,
                UnknownKeys = builtIn.UnknownKeys,
                Entries = builtIn.Entries,
            });
    }

    [Fact]
    public void A_network_of_an_older_specification_keeps_its_own_keys_and_schedules_no_fork_it_lacks()
    {
        var config = Parse(Text("sepolia"));
        Assert.Equal("sepolia", config.ConfigName);
        Assert.Equal(222_464UL, config.ElectraForkEpoch);
        Assert.Equal(Constants.FarFutureEpoch, config.GloasForkEpoch);
        Assert.Equal(12_000UL, config.SlotDurationMs);
        Assert.Contains("GLOAS_FORK_EPOCH", config.MissingKeys);
        Assert.Contains("RESP_TIMEOUT", config.UnknownKeys.Keys);
        Assert.Empty(config.BlobSchedule);
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        var spec = new ChainSpec(Preset.Mainnet, Parse(Text("hoodi")));
        var map = spec.ToMap();
        Assert.Equal("560048", map["DEPOSIT_CHAIN_ID"]);
        Assert.Equal("0x10000910", map["GENESIS_FORK_VERSION"]);
        Assert.Equal("32", map["SLOTS_PER_EPOCH"]);
        Assert.Equal("0x01000000", map["DOMAIN_BEACON_ATTESTER"]);
        var again = Parse(
            string.Join(
                '\n',
                map
                    .Where(static pair => !pair.Key.StartsWith("DOMAIN", StringComparison.Ordinal))
                    .Select(static pair => $"{pair.Key}: {pair.Value}")));
        Assert.Equal(map, new ChainSpec(Preset.Mainnet, again).ToMap());
    }

    [Theory]
    [InlineData("PRESET_BASE: gnosis", ConfigErrorKind.UnknownPreset, "PRESET_BASE", 1)]
    [InlineData("A: 1\nALTAIR_FORK_EPOCH: -1", ConfigErrorKind.BadValue, "ALTAIR_FORK_EPOCH", 2)]
    [InlineData("ALTAIR_FORK_EPOCH: 18446744073709551616", ConfigErrorKind.BadValue, "ALTAIR_FORK_EPOCH", 1)]
    [InlineData("ALTAIR_FORK_EPOCH:\n  - 1", ConfigErrorKind.BadValue, "ALTAIR_FORK_EPOCH", 1)]
    [InlineData("ALTAIR_FORK_EPOCH:", ConfigErrorKind.BadValue, "ALTAIR_FORK_EPOCH", 1)]
    [InlineData("CHURN_LIMIT_QUOTIENT: 0", ConfigErrorKind.BadValue, "CHURN_LIMIT_QUOTIENT", 1)]
    [InlineData("GENESIS_FORK_VERSION: 0x000000", ConfigErrorKind.BadValue, "GENESIS_FORK_VERSION", 1)]
    [InlineData("\n\nBLOB_SCHEDULE:\n  - EPOCH: 1\n    MAX_BLOBS_PER_BLOCK: x", ConfigErrorKind.BadValue, "BLOB_SCHEDULE", 4)]
    [InlineData(
        "BLOB_SCHEDULE: [{EPOCH: 1, MAX_BLOBS_PER_BLOCK: 1}, {EPOCH: 1, MAX_BLOBS_PER_BLOCK: 2}]",
        ConfigErrorKind.Schedule,
        "BLOB_SCHEDULE",
        1)]
    [InlineData("SLOTS_PER_EPOCH: 8", ConfigErrorKind.PresetConflict, "SLOTS_PER_EPOCH", 1)]
    [InlineData("SECONDS_PER_SLOT: 5\nSLOT_DURATION_MS: 12000", ConfigErrorKind.BadValue, "SECONDS_PER_SLOT", 1)]
    [InlineData("A: 1\nA: 2", ConfigErrorKind.DuplicateKey, "A", 2)]
    [InlineData("- A", ConfigErrorKind.NotAMapping, "", 1)]
    [InlineData("", ConfigErrorKind.NotAMapping, "", 1)]
    [InlineData("A: 'x", ConfigErrorKind.Syntax, "", 1)]
    public void Bad_files_are_refused_with_key_and_line(string yaml, ConfigErrorKind kind, string key, int line)
    {
        var error = Refuse(yaml);
        Assert.Equal((kind, key, line), (error.Kind, error.Key, error.Line));
    }

    [Fact]
    public void Hostile_files_are_bounded()
    {
        Assert.Equal(ConfigErrorKind.TooLarge, Refuse(new string('a', 1 << 20)).Kind);
        Assert.Equal(ConfigErrorKind.TooDeep, Refuse("A: " + new string('[', 100_000)).Kind);
        Assert.Equal(ConfigErrorKind.TooManyKeys, Refuse(string.Concat(Enumerable.Range(0, 5000).Select(static i => $"K{i}: 1\n"))).Kind);
    }

    [Fact]
    public void No_text_makes_the_reader_throw() =>
        Gen.Char["AB:-[]{}&*!|>'\"%@#?, \n\t0x1"].Array[0, 60].Sample(
            static chars => ChainConfig.TryParse(new string(chars), out _, out var error) == (error is null), iter: 20_000);

    [Fact]
    public void The_fork_digest_mixes_the_blob_limit_in_from_fulu_on()
    {
        // The digests of mainnet that every client announces before fulu, and those of its blob schedule.
        var spec = new ChainSpec(Preset.Mainnet, ChainConfig.Mainnet);
        var root = Bytes32.Parse("0x4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95");
        Assert.Equal("0xb5303f2a", spec.ComputeForkDigest(root, 0).ToString());
        Assert.Equal("0xafcaaba0", spec.ComputeForkDigest(root, 74_240).ToString());
        Assert.Equal("0xad532ceb", spec.ComputeForkDigest(root, 364_032).ToString());
        Assert.Equal("0xcc2c5cdb", spec.ComputeForkDigest(root, 411_392).ToString());
        Assert.Equal("0xcb0d1acc", spec.ComputeForkDigest(root, 412_672).ToString());
        Assert.Equal("0x8c9f62fe", spec.ComputeForkDigest(root, 419_072).ToString());
        Assert.Equal(new BlobParameters(364_032, 9), Misc.GetBlobParameters(spec.Config, 411_392));
        var reversed =
            new ChainSpec(Preset.Mainnet, ChainConfig.Mainnet with { BlobSchedule = [.. ChainConfig.Mainnet.BlobSchedule.Reverse()] });
        Assert.Equal("0x8c9f62fe", reversed.ComputeForkDigest(root, 419_072).ToString());
        Assert.Equal(ForkName.Fulu, spec.ForkAt(419_072));
        Assert.Equal(ForkName.Electra, spec.ForkAtSlot((411_392 * 32) - 1));
    }
}
