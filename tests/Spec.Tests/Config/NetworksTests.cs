using System.Formats.Tar;
using System.IO.Compression;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Spec.Tests.Config;

/// <summary>The networks that are part of the program, and every configuration file of a real network at hand.</summary>
public class NetworksTests
{
    [Fact]
    public void Mainnet_and_minimal_are_the_specifications_values()
    {
        foreach (var (name, builtIn) in new[] { ("mainnet", ChainConfig.Mainnet), ("minimal", ChainConfig.Minimal) })
        {
            var map = new ChainSpec(Preset.ByName(name)!, builtIn).ToMap();
            var file = Networks.Find(name)!;
            Assert.Equal(map, file.ToMap().Where(pair => !file.Config.UnknownKeys.ContainsKey(pair.Key)).ToDictionary());
        }
    }

    [Theory]
    [InlineData("sepolia", 11_155_111, 272_640, 353_024)]
    [InlineData("hoodi", 560_048, 50_688, ulong.MaxValue)]
    [InlineData("holesky", 17_000, 165_120, ulong.MaxValue)]
    [InlineData("mainnet", 1, 411_392, ulong.MaxValue)]
    [InlineData("minimal", 5, ulong.MaxValue, ulong.MaxValue)]
    public void A_network_is_found_by_its_name(string name, ulong chainId, ulong fulu, ulong gloas)
    {
        var spec = Networks.Find(name)!;
        Assert.Equal(name, spec.Config.ConfigName);
        Assert.Equal((chainId, fulu, gloas), (spec.Config.DepositChainId, spec.Config.FuluForkEpoch, spec.Config.GloasForkEpoch));
        Assert.All(spec.Config.MissingKeys, key => Assert.True(IsLater(key), $"{name} lacks {key}"));
    }

    [Theory]
    [InlineData("sepolia")]
    [InlineData("hoodi")]
    [InlineData("holesky")]
    [InlineData("mainnet")]
    [InlineData("minimal")]
    public void A_configuration_that_is_written_is_read_as_the_same_chain(string name)
    {
        var spec = Networks.Find(name)!;
        var config = spec.Config with { ConfigName = "it's: a #1" };
        Assert.True(ChainConfig.TryParse(config.ToYaml(), out var read, out var error), error?.ToString());
        Assert.Equal("it's: a #1", read.ConfigName);
        Assert.Empty(read.MissingKeys);
        var known = spec.ToMap().Where(pair => pair.Key != "CONFIG_NAME" && !spec.Config.UnknownKeys.ContainsKey(pair.Key));
        Assert.Equal(
            known.ToDictionary(),
            new ChainSpec(spec.Preset, read).ToMap().Where(static pair => pair.Key != "CONFIG_NAME").ToDictionary());
    }

    [Fact]
    public void Every_listed_network_is_there_and_no_other()
    {
        Assert.All(Networks.Names, static name => Assert.NotNull(Networks.Find(name)));
        Assert.Null(Networks.Find("Mainnet"));
        Assert.Null(Networks.Find("../mainnet"));
    }

    [Fact]
    public void The_fork_digests_of_sepolia_are_those_its_clients_announce()
    {
        var root = Bytes32.Parse("0xd8ea171f3c94aea21ebc42a1ed61052acf3f9209c00e4efbaaddac09ed9b8078");
        var spec = Networks.Find("sepolia")!;
        var digests = new ulong[] { 0, 50, 100, 56_832, 132_608, 222_464, 272_640, 274_176, 275_712, 353_024 }
            .Select(epoch => spec.ComputeForkDigest(root, epoch).ToString());
        Assert.Equal(
            [
                "0xa8fee8ee", "0x60725ca1", "0x36fa5013", "0x47eb72b3", "0xd31f6191",
                "0x14045b5a", "0x7e0d3447", "0xfd32b622", "0x74d01459", "0x669e6c11",
            ],
            digests);
    }

    /// <summary>In turns for two chains, of which one is asked for last.</summary>
    [Fact]
    public void The_fork_of_a_digest_is_that_of_its_own_chain()
    {
        var spec = Networks.Find("sepolia")!;
        var (one, other) = (Bytes32.Parse($"0x{new string('1', 64)}"), Bytes32.Parse($"0x{new string('2', 64)}"));
        foreach (var epoch in new ulong[] { 0, 50, 100, 56_832, 132_608, 222_464, 272_640, 274_176, 275_712, 353_024 })
        {
            var digest = spec.ComputeForkDigest(one, epoch);
            Assert.Equal(spec.ForkAt(epoch), spec.ForkOfDigest(one, digest));
            Assert.Null(spec.ForkOfDigest(other, digest));
        }
    }

    [Fact]
    public void Every_file_of_a_real_network_is_read_and_written_back_or_refused_for_its_preset()
    {
        var read = 0;
        foreach (var (name, text) in RealFiles())
        {
            if (!ChainConfig.TryParse(text, out var config, out var error))
            {
                Assert.True(
                    name.StartsWith("gnosis", StringComparison.Ordinal) || name.StartsWith("chiado", StringComparison.Ordinal),
                    $"{name}: {error}");
                Assert.Equal((ConfigErrorKind.UnknownPreset, "PRESET_BASE"), (error!.Kind, error.Key));
                continue;
            }

            var map = new ChainSpec(Preset.ByName(config.PresetBase)!, config).ToMap();
            var written = string.Join(
                '\n',
                map
                    .Where(static pair => !pair.Key.StartsWith("DOMAIN", StringComparison.Ordinal))
                    .Select(static pair => $"{pair.Key}: {pair.Value}"));
            Assert.True(ChainConfig.TryParse(written, out var again, out error), $"{name}: {error}");
            Assert.Equal(map, new ChainSpec(Preset.ByName(again.PresetBase)!, again).ToMap());
            Assert.All(
                config.Entries.Where(static entry => entry.Origin == ConfigOrigin.File),
                entry => Assert.StartsWith(entry.Key, text.Split('\n')[entry.Line - 1]));
            read++;
        }

        Assert.Equal(24, read);
    }

    private static bool IsLater(string key) =>
        key.Contains("GLOAS", StringComparison.Ordinal) || key.Contains("HEZE", StringComparison.Ordinal)
        || key is "GAS_LIMIT_SCHEDULE" or "BLOB_SCHEDULE" or "CONFIRMATION_BYZANTINE_THRESHOLD"
            or "MIN_BUILDER_WITHDRAWABILITY_DELAY" or "PAYLOAD_DUE_BPS"
            or "PAYLOAD_ATTESTATION_DUE_BPS" or "CONSOLIDATION_CHURN_LIMIT_QUOTIENT" or "MAX_REQUEST_PAYLOADS" or "SECONDS_PER_SLOT"
        || key.Contains("INCLUSION_LIST", StringComparison.Ordinal);

    internal static IEnumerable<(string Name, string Text)> RealFiles()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Config", "Data", "networks.tar.gz"));
        using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            yield return (entry.Name, reader.ReadToEnd());
        }
    }
}
