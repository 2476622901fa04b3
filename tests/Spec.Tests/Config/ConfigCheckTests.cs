using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Spec.Tests.Config;

/// <summary>
/// What a configuration is refused for although each of its values is of the right type, and what is taken although it looks odd.
/// </summary>
public class ConfigCheckTests
{
    private const string Far = "18446744073709551615";

    private static readonly string Scheduled = string.Concat(
        new[] { "ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA", "FULU", "GLOAS" }.Select(static fork => $"{fork}_FORK_EPOCH: 5\n"));

    private static ConfigError Refuse(string yaml)
    {
        Assert.False(ChainConfig.TryParse(yaml, out _, out var error));
        return error!;
    }

    private static ChainConfig Take(string yaml)
    {
        Assert.True(ChainConfig.TryParse(yaml, out var config, out var error), error?.ToString());
        return config;
    }

    [Theory]
    [InlineData("ALTAIR_FORK_EPOCH: 5\nBELLATRIX_FORK_EPOCH: 4", "BELLATRIX_FORK_EPOCH", 2)]
    [InlineData("BELLATRIX_FORK_EPOCH: 4\nALTAIR_FORK_EPOCH: 5", "BELLATRIX_FORK_EPOCH", 1)]
    [InlineData("ALTAIR_FORK_EPOCH: 0\nCAPELLA_FORK_EPOCH: 7", "CAPELLA_FORK_EPOCH", 2)]
    [InlineData("ALTAIR_FORK_EPOCH: 0\nBELLATRIX_FORK_EPOCH: " + Far + "\nCAPELLA_FORK_EPOCH: 7", "CAPELLA_FORK_EPOCH", 3)]
    [InlineData("HEZE_FORK_EPOCH: 0", "HEZE_FORK_EPOCH", 1)]
    public void Forks_out_of_order_or_with_a_gap_are_refused(string yaml, string key, int line)
    {
        var error = Refuse(yaml);
        Assert.Equal((ConfigErrorKind.ForkOrder, key, line), (error.Kind, error.Key, error.Line));
    }

    [Fact]
    public void The_reported_file_that_never_upgraded_is_refused()
    {
        var error = Refuse(
            """
            PRESET_BASE: minimal
            ALTAIR_FORK_EPOCH: 0
            BELLATRIX_FORK_EPOCH: 0
            CAPELLA_FORK_EPOCH: 0
            DENEB_FORK_EPOCH: 0
            ELECTRA_FORK_EPOCH: 0
            FULU_FORK_EPOCH: 411392
            GLOAS_FORK_EPOCH: 1
            """);
        Assert.Equal("ForkOrder at line 8, GLOAS_FORK_EPOCH: gloas in epoch 1 comes before fulu in epoch 411392", error.ToString());
    }

    [Theory]
    [InlineData("GENESIS_FORK_VERSION: 0x01000000", "GENESIS_FORK_VERSION", 1)]
    [InlineData("ALTAIR_FORK_VERSION: 0x0a000000\nA: 1\nFULU_FORK_VERSION: 0x0a000000", "FULU_FORK_VERSION", 3)]
    [InlineData("FULU_FORK_VERSION: 0x08000000", "FULU_FORK_VERSION", 1)]
    public void Two_forks_of_one_version_are_refused(string yaml, string key, int line)
    {
        var error = Refuse(yaml);
        Assert.Equal((ConfigErrorKind.ForkVersion, key, line), (error.Kind, error.Key, error.Line));
    }

    [Fact]
    public void Every_number_the_specification_divides_by_is_above_zero()
    {
        string[] divisors =
        [
            "SLOT_DURATION_MS", "SECONDS_PER_SLOT", "INACTIVITY_SCORE_BIAS", "CHURN_LIMIT_QUOTIENT", "CHURN_LIMIT_QUOTIENT_GLOAS",
            "CONSOLIDATION_CHURN_LIMIT_QUOTIENT",
            "EPOCHS_PER_SUBNET_SUBSCRIPTION", "ATTESTATION_SUBNET_COUNT", "BLOB_SIDECAR_SUBNET_COUNT", "BLOB_SIDECAR_SUBNET_COUNT_ELECTRA",
            "NUMBER_OF_CUSTODY_GROUPS", "DATA_COLUMN_SIDECAR_SUBNET_COUNT", "BALANCE_PER_ADDITIONAL_CUSTODY_GROUP",
        ];
        Assert.All(divisors, static key =>
        {
            var error = Refuse($"PRESET_BASE: minimal\n{key}: 0");
            Assert.Equal((ConfigErrorKind.BadValue, key, 2), (error.Kind, error.Key, error.Line));
        });
        Assert.Equal((ConfigErrorKind.PresetConflict, 1), (Refuse("SLOTS_PER_EPOCH: 0").Kind, Refuse("SLOTS_PER_EPOCH: 0").Line));
    }

    [Theory]
    [InlineData("SLOT_DURATION_MS: 18446744073709551615")]
    [InlineData("ATTESTATION_DUE_BPS: 10001")]
    [InlineData("PROPOSER_SCORE_BOOST: 18446744073709551615")]
    [InlineData("MAXIMUM_GOSSIP_CLOCK_DISPARITY: 18446744073709551615")]
    [InlineData("ATTESTATION_PROPAGATION_SLOT_RANGE: 18446744073709551615")]
    [InlineData("REORG_MAX_EPOCHS_SINCE_FINALIZATION: 18446744073709551615")]
    [InlineData("MIN_SLOTS_FOR_INCLUSION_LISTS_REQUESTS: 18446744073709551615")]
    [InlineData("ATTESTATION_SUBNET_COUNT: 18446744073709551615")]
    [InlineData("NUMBER_OF_CUSTODY_GROUPS: 3")]
    [InlineData("NUMBER_OF_CUSTODY_GROUPS: 256")]
    [InlineData("CUSTODY_REQUIREMENT: 129")]
    [InlineData("ALTAIR_FORK_EPOCH: 18446744073709551614")]
    public void What_would_overflow_later_is_refused_at_once(string yaml)
    {
        var error = Refuse(yaml);
        Assert.Equal((ConfigErrorKind.BadValue, yaml[..yaml.IndexOf(':')], 1), (error.Kind, error.Key, error.Line));
    }

    [Theory]
    [InlineData("MAX_BLOBS_PER_BLOCK", "DENEB", "ELECTRA")]
    [InlineData("MAX_BLOBS_PER_BLOCK_ELECTRA", "ELECTRA", "FULU")]
    public void More_blob_sidecars_of_a_block_than_are_collected_are_refused_where_the_fork_lasts(string key, string since, string until)
    {
        var lasts = Scheduled.Replace($"{until}_FORK_EPOCH: 5", $"{until}_FORK_EPOCH: 6", StringComparison.Ordinal);
        lasts = until == "ELECTRA" ? lasts.Replace("FULU_FORK_EPOCH: 5", "FULU_FORK_EPOCH: 6", StringComparison.Ordinal) : lasts;
        lasts = lasts.Replace("GLOAS_FORK_EPOCH: 5", "GLOAS_FORK_EPOCH: 6", StringComparison.Ordinal);
        var error = Refuse($"{lasts}{key}: 129\n");
        Assert.Equal((ConfigErrorKind.BadValue, key, 8), (error.Kind, error.Key, error.Line));
        Assert.Contains($"of {since.ToLowerInvariant()}", error.Detail, StringComparison.OrdinalIgnoreCase);
        Take($"{lasts}{key}: 128\n");
        Take($"{Scheduled}{key}: 129\n");
    }

    [Theory]
    [InlineData("- EPOCH: 4\n    MAX_BLOBS_PER_BLOCK: 9", 9)]
    [InlineData("- EPOCH: 6\n    MAX_BLOBS_PER_BLOCK: 9\n  - EPOCH: 5\n    MAX_BLOBS_PER_BLOCK: 9", 11)]
    [InlineData("- EPOCH: 6\n    MAX_BLOBS_PER_BLOCK: 4097", 9)]
    [InlineData("- EPOCH: 18446744073709551614\n    MAX_BLOBS_PER_BLOCK: 9", 9)]
    public void Blob_entries_before_fulu_or_out_of_order_are_refused(string entries, int line)
    {
        var error = Refuse($"{Scheduled}BLOB_SCHEDULE:\n  {entries}");
        Assert.Equal((ConfigErrorKind.Schedule, "BLOB_SCHEDULE", line), (error.Kind, error.Key, error.Line));
    }

    [Theory]
    [InlineData("BLOB_SCHEDULE: [{EPOCH: 1, MAX_BLOBS_PER_BLOCK: 9}]", "BLOB_SCHEDULE")]
    [InlineData("GAS_LIMIT_SCHEDULE: [{EPOCH: 1, GAS_LIMIT: 9}]", "GAS_LIMIT_SCHEDULE")]
    public void Entries_of_a_fork_that_is_not_scheduled_are_refused(string yaml, string key)
    {
        var error = Refuse(yaml);
        Assert.Equal((ConfigErrorKind.Schedule, key, 1), (error.Kind, error.Key, error.Line));
        Assert.Contains("not scheduled", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services:\n  web:\n    image: x", ConfigErrorKind.NotAConfiguration, "services", 1)]
    [InlineData("{}", ConfigErrorKind.NotAConfiguration, "", 1)]
    [InlineData("SHUFFLE_ROUND_COUNT: 90\nTARGET_COMMITTEE_SIZE: 128", ConfigErrorKind.NotAConfiguration, "SHUFFLE_ROUND_COUNT", 1)]
    [InlineData("PRESET_BASE: mainnet\n---\nPRESET_BASE: minimal", ConfigErrorKind.SeveralDocuments, "", 2)]
    [InlineData("PRESET_BASE: mainnet\n...\nPRESET_BASE: minimal", ConfigErrorKind.SeveralDocuments, "", 3)]
    [InlineData("A: &a {B: 1}\n<<: *a", ConfigErrorKind.NotPlain, "A", 1)]
    [InlineData("PRESET_BASE: minimal\n<<: {B: 1}", ConfigErrorKind.NotPlain, "<<", 2)]
    [InlineData("PRESET_BASE: minimal\n? *a\n: 1", ConfigErrorKind.NotPlain, "*a", 2)]
    [InlineData("ALTAIR_FORK_EPOCH: &a 1", ConfigErrorKind.NotPlain, "ALTAIR_FORK_EPOCH", 1)]
    [InlineData("PRESET_BASE: minimal\nBLOB_SCHEDULE:\n  - *a", ConfigErrorKind.NotPlain, "BLOB_SCHEDULE", 3)]
    [InlineData("ALTAIR_FORK_EPOCH: !!str 1", ConfigErrorKind.NotPlain, "ALTAIR_FORK_EPOCH", 1)]
    [InlineData(
        "PRESET_BASE: minimal\nALTAIR_FORK_EPOCH: 1\nX: 2\nALTAIR_FORK_EPOCH: 1", ConfigErrorKind.DuplicateKey, "ALTAIR_FORK_EPOCH", 4)]
    public void What_is_no_single_plain_configuration_is_refused(string yaml, ConfigErrorKind kind, string key, int line)
    {
        var error = Refuse(yaml);
        Assert.Equal((kind, key, line), (error.Kind, error.Key, error.Line));
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused_at_its_first_anchor()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(
            Enumerable
                .Range(0, 20)
                .Select(
                    static i =>
                        $"{(char)('b' + i)}: &{(char)('b' + i)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + i)}", 9))}]\n"));
        Assert.Equal((ConfigErrorKind.NotPlain, "a", 1), (Refuse(bomb).Kind, Refuse(bomb).Key, Refuse(bomb).Line));
    }

    [Fact]
    public void A_byte_order_mark_counts_for_nothing()
    {
        var config = Take("\uFEFFPRESET_BASE: minimal\nCONFIG_NAME: devnet\nALTAIR_FORK_EPOCH: 0");
        Assert.Equal(("minimal", "devnet", 0UL), (config.PresetBase, config.ConfigName, config.AltairForkEpoch));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("[]")]
    public void An_empty_schedule_is_empty_however_it_is_written(string empty)
    {
        var config = Take($"PRESET_BASE: minimal\nALTAIR_FORK_EPOCH: 0\nBLOB_SCHEDULE: {empty}\nGAS_LIMIT_SCHEDULE: {empty}\nX: {empty}");
        Assert.Empty(config.BlobSchedule);
        Assert.Empty(config.GasLimitSchedule);
        Assert.Equal(ConfigErrorKind.BadValue, Refuse($"ALTAIR_FORK_EPOCH: {empty}").Kind);
    }

    [Fact]
    public void Each_key_says_what_it_became_and_why()
    {
        var config = Take("PRESET_BASE: minimal\nSECONDS_PER_SLOT: 3\nSLOTS_PER_EPOCH: 8\nALTAIR_FORK_EPOC: 0\nALTAIR_FORK_EPOCH: 7");
        var entries = config.Entries.ToDictionary(static entry => entry.Key);
        Assert.Equal(new ConfigEntry("PRESET_BASE", "minimal", ConfigOrigin.File, 1), entries["PRESET_BASE"]);
        Assert.Equal(new ConfigEntry("SLOT_DURATION_MS", "3000", ConfigOrigin.Derived, 2), entries["SLOT_DURATION_MS"]);
        Assert.Equal(new ConfigEntry("SLOTS_PER_EPOCH", "8", ConfigOrigin.Preset, 3), entries["SLOTS_PER_EPOCH"]);
        Assert.Equal(new ConfigEntry("ALTAIR_FORK_EPOC", "0", ConfigOrigin.Unknown, 4), entries["ALTAIR_FORK_EPOC"]);
        Assert.Equal(new ConfigEntry("ALTAIR_FORK_EPOCH", "7", ConfigOrigin.File, 5), entries["ALTAIR_FORK_EPOCH"]);
        Assert.Equal(new ConfigEntry("GLOAS_FORK_EPOCH", Far, ConfigOrigin.NotScheduled, 0), entries["GLOAS_FORK_EPOCH"]);
        Assert.Equal(new ConfigEntry("DEPOSIT_CHAIN_ID", "5", ConfigOrigin.Default, 0), entries["DEPOSIT_CHAIN_ID"]);
        Assert.Equal(new ConfigEntry("BLOB_SCHEDULE", "[]", ConfigOrigin.NotScheduled, 0), entries["BLOB_SCHEDULE"]);
        Assert.DoesNotContain("ALTAIR_FORK_EPOCH", config.MissingKeys);
        Assert.Contains("DEPOSIT_CHAIN_ID", config.MissingKeys);
    }

    [Fact]
    public void Every_fork_has_its_row()
    {
        Assert.Equal(Enum.GetValues<ForkName>(), ForkNames.All);
        Assert.Equal(ForkNames.All[^1], ForkNames.Latest);
        var yaml = string.Concat(ForkNames.All.Skip(1).Select(static fork =>
            $"{fork.Text().ToUpperInvariant()}_FORK_EPOCH: {(int)fork * 3}\n"
            + $"{fork.Text().ToUpperInvariant()}_FORK_VERSION: 0x000000{(int)fork + 16:x2}\n"));
        var spec = new ChainSpec(Spec.Presets.Preset.Mainnet, Take(yaml));
        Assert.All(ForkNames.All.Skip(1), fork =>
        {
            Assert.Equal((ulong)fork * 3, spec.ForkEpoch(fork));
            Assert.Equal($"0x000000{(int)fork + 16:x2}", spec.ForkVersion(fork).ToString());
            Assert.Equal(
                (fork, fork, fork - 1),
                (spec.ForkAt((ulong)fork * 3), spec.ForkAt(((ulong)fork * 3) + 2), spec.ForkAt(((ulong)fork * 3) - 1)));
            Assert.Equal(fork, spec.ForkOfVersion(spec.ForkVersion(fork)));
            Assert.Equal(spec.ForkVersion(fork), Spec.Transition.Helpers.Misc.ComputeForkVersion(spec.Config, (ulong)fork * 3));
        });
    }

    [Fact]
    public void A_message_stays_one_short_line_whatever_the_file_says()
    {
        var text = Refuse($"? \"{new string('x', 5000)}\\n\\e\"\n: 1").ToString();
        Assert.True(text.Length < 300, text);
        Assert.DoesNotContain(text, static c => char.IsControl(c));
    }
}
