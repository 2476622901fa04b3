using System.Net;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Wire;
using Consensoor.Interop.Gossipsub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Tests which topics the wire is subscribed to, by interests and across forks.</summary>
public sealed class WireTopicsTests
{
    private const Epoch Altair = 10;
    private const Epoch Electra = 17;
    private const Epoch Fulu = 24;
    private const Epoch MoreBlobs = 34;

    private static readonly ChainSpec Spec = SpecOf();

    [Fact]
    public void SubnetsAreThoseOfTheInterests()
    {
        var topics = Topics();
        var names = Names(topics, 29, Interests([3, 63], [2], [0, 127]));
        Assert.Equal(["beacon_attestation_3", "beacon_attestation_63"], names.Where(static name => name.Contains("beacon_attestation")));
        Assert.Equal(["sync_committee_2"], names.Where(static name => name.StartsWith("sync_committee_2", StringComparison.Ordinal)));
        Assert.Equal(["data_column_sidecar_0", "data_column_sidecar_127"], names.Where(static name => name.Contains("data_column")));
        Assert.Contains("beacon_block", names);
        names = Names(topics, 29, null);
        Assert.DoesNotContain(names, static name => name.StartsWith("beacon_attestation_", StringComparison.Ordinal));
        Assert.Contains("beacon_block", names);
    }

    /// <summary>Two epochs before and after the digest changes, by a fork and by blob parameters alone.</summary>
    [Theory]
    [InlineData(Altair)]
    [InlineData(Fulu)]
    [InlineData(MoreBlobs)]
    public void BothDigestsAreSubscribedAroundAChange(Epoch change)
    {
        var (before, after) = (Spec.ComputeForkDigest(default, change - 1), Spec.ComputeForkDigest(default, change));
        Assert.NotEqual(before, after);
        var topics = Topics();
        for (var epoch = change - 4; epoch < change + 4; epoch++)
        {
            var digests = topics.Wanted(epoch, Interests([3], [2], [0]))
                .Select(static topic => EthereumTopic.TryParse(topic.Name, out var parsed) ? parsed.Digest : default).Distinct().ToArray();
            ForkDigest[] expected = epoch < change - 2 ? [before] : epoch <= change + 1 ? [before, after] : [after];
            Assert.Equal(expected.ToHashSet(), digests.ToHashSet());
        }
    }

    /// <summary>From fulu on there are columns in place of blob sidecars: their subnets are left with the digests before.</summary>
    [Fact]
    public void SubnetsOfBlobsAreLeftWithElectra()
    {
        var topics = Topics();
        var interests = Interests([3], [2], [0]);
        string[] blobs = [.. Enumerable.Range(0, 9).Select(static subnet => $"blob_sidecar_{subnet}")];
        Assert.Empty(Blobs(Electra - 3));
        Assert.Equal(blobs, Blobs(Electra - 2).Order(StringComparer.Ordinal));
        Assert.Equal(blobs, Blobs(Fulu + 1).Order(StringComparer.Ordinal));
        Assert.All(
            topics.Wanted(Fulu + 1, interests).Where(static topic => topic.Name.Contains("blob_sidecar")),
            static topic => Assert.Contains($"{Spec.ComputeForkDigest(default, Fulu - 1)}"[2..], topic.Name));
        Assert.Empty(Blobs(Fulu + 2));

        IEnumerable<string> Blobs(Epoch epoch) => Names(topics, epoch, interests).Where(static name => name.Contains("blob_sidecar"));
    }

    private static List<string> Names(WireTopics topics, Epoch epoch, NetworkInterests? interests)
    {
        var names = new List<string>();
        foreach (var topic in topics.Wanted(epoch, interests))
        {
            Assert.True(EthereumTopic.TryParse(topic.Name, out var parsed));
            names.Add(parsed.Subnet is { } subnet ? $"{parsed.Name}_{subnet}" : parsed.Name);
        }

        return names;
    }

    private static WireTopics Topics() => new(new WireSettings
    {
        Spec = Spec,
        GenesisValidatorsRoot = default,
        Schedule = new SlotSchedule(Spec, 0),
        ActiveValidators = 64,
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Seed = 1,
        IsDevnet = true,
        TargetPeers = 8,
        MaxPeers = 16,
        Ban = TimeSpan.FromMinutes(1),
        GoodbyeTimeout = TimeSpan.FromSeconds(1),
        LogLines = 1,
    });

    private static NetworkInterests Interests(int[] attestation, int[] sync, int[] columns) => new(
        new MetaData(), Bits(64, attestation), Bits(4, sync), Bits(128, columns));

    private static BitList Bits(int count, int[] set) => BitList.Create([.. Enumerable.Range(0, count).Select(set.Contains)]);

    private static ChainSpec SpecOf()
    {
        var yaml = string.Join('\n',
            "PRESET_BASE: minimal", "CONFIG_NAME: topics", $"ALTAIR_FORK_EPOCH: {Altair}", $"BELLATRIX_FORK_EPOCH: {Electra}",
            $"CAPELLA_FORK_EPOCH: {Electra}", $"DENEB_FORK_EPOCH: {Electra}", $"ELECTRA_FORK_EPOCH: {Electra}", $"FULU_FORK_EPOCH: {Fulu}",
            "BLOB_SCHEDULE:", $"  - EPOCH: {Fulu}", "    MAX_BLOBS_PER_BLOCK: 9", $"  - EPOCH: {MoreBlobs}", "    MAX_BLOBS_PER_BLOCK: 12",
            "");
        Assert.True(ChainConfig.TryParse(yaml, out var config, out _));
        return new ChainSpec(Preset.Minimal, config);
    }
}
