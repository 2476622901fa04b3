using System.Net;
using Consensoor.Actors.Network.Discovery;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Messages;
using Consensoor.Spec.DataColumns;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Discovery;

/// <summary>Tests which nodes are handed to the wire, how often, and where others are looked for.</summary>
public sealed class PeerSearchTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly NodeKey Self = NodeKey.Create();
    private static readonly NodeKey Key = NodeKey.Create();

    [Fact]
    public void ANodeOfTheSameDigestIsOfferedOnceForAWhileUntilTheTargetIsReached()
    {
        var search = Search();
        var found = search.Offer(TestRecords.Of(Key, "127.0.0.9"), Start)!;
        Assert.Equal((Key.PeerId.ToString(), false), (found.PeerId, found.IsNeeded));
        Assert.Equal([$"/ip4/127.0.0.9/tcp/9000/p2p/{Key.PeerId}"], found.Addresses);
        Assert.Null(search.Offer(TestRecords.Of(Key), Start.AddMinutes(4)));
        Assert.NotNull(search.Offer(TestRecords.Of(Key), Start.AddMinutes(5)));
        search.Take(Coverage(8));
        Assert.True(search.IsContent);
        Assert.Null(search.Offer(TestRecords.Of(Key), Start.AddHours(1)));
    }

    /// <summary>A node that only QUIC reaches is of use where QUIC is spoken.</summary>
    [Fact]
    public void QuicComesFirstWhereItIsSpokenAndNotAtAllElsewhere()
    {
        var record = TestRecords.Of(Key, "127.0.0.9", more: static builder => builder.Set(EnrKeys.Quic, 9001));
        var (tcp, quic) = ($"/ip4/127.0.0.9/tcp/9000/p2p/{Key.PeerId}", $"/ip4/127.0.0.9/udp/9001/quic-v1/p2p/{Key.PeerId}");
        Assert.Equal([tcp], Search().Offer(record, Start)!.Addresses);
        Assert.Equal([quic, tcp], Search(dialsQuic: true).Offer(record, Start)!.Addresses);
        var alone = TestRecords.Of(Key, "127.0.0.9", port: 0, more: static builder => builder.Set(EnrKeys.Quic, 9001));
        Assert.Null(Search().Offer(alone, Start));
        Assert.Equal([quic], Search(dialsQuic: true).Offer(alone, Start)!.Addresses);
    }

    /// <summary>What a node plans decides nothing before that fork; the digest of another fork does.</summary>
    [Fact]
    public void NodesOfOtherForksAndChainsAreNotOffered()
    {
        var search = Search();
        Assert.Null(search.Offer(TestRecords.Of(Key, epoch: 0), Start));
        Assert.Null(search.Offer(TestRecords.Of(Key, more: static builder => builder.Remove(EnrKeys.Eth2)), Start));
        Assert.Null(search.Offer(TestRecords.Of(Key, more: static builder => builder.Set(EnrKeys.Eth2, new byte[15])), Start));
        Assert.Null(search.Offer(TestRecords.Of(Self), Start));
        Assert.Null(search.Offer(TestRecords.Of(Key, port: 0), Start));
        var planned = TestRecords.Of(Key, more: static builder =>
        {
            var eth2 = TestRecords.Of(Key).Value(EnrKeys.Eth2)!;
            eth2[5] ^= 1;
            builder.Set(EnrKeys.Eth2, eth2).Set(EnrKeys.Nfd, new byte[] { 1, 2, 3, 4 });
        });
        Assert.NotNull(search.Offer(planned, Start));
        search.Digest = default;
        Assert.Null(search.Offer(TestRecords.Of(NodeKey.Create()), Start));
    }

    [Theory]
    [InlineData("203.0.113.5", "203.0.113.6", true)]
    [InlineData("203.0.113.5", "10.0.0.6", false)]
    [InlineData("203.0.113.5", "127.0.0.1", false)]
    [InlineData("10.0.0.5", "10.0.0.6", true)]
    [InlineData("10.0.0.5", "203.0.113.6", true)]
    [InlineData("10.0.0.5", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "224.0.0.1", false)]
    public void AnAddressOfANarrowerScopeThanTheOwnIsNotDialled(string own, string address, bool isOffered)
    {
        var search = Search();
        search.Own = IPAddress.Parse(own);
        Assert.Equal(isOffered, search.Offer(TestRecords.Of(Key, address), Start) is not null);
    }

    [Fact]
    public void ANodeOfASubnetThatLacksPeersIsNeededWhateverTheTarget()
    {
        var groups = Custody.GetCustodyGroups(TestRecords.Mainnet.Config, new NodeId(Key.NodeId).ToUInt256(), 4);
        var other = Enumerable.Range(0, 128).Select(static column => (ulong)column).First(column => !groups.Contains(column));
        (SubnetCoverage Lacking, bool IsNeeded)[] cases =
        [
            (new(TopicKind.BeaconAttestation, 5, 1), true), (new(TopicKind.BeaconAttestation, 6, 1), false),
            (new(TopicKind.BeaconAttestation, 5, 2), false), (new(TopicKind.SyncCommittee, 3, 0), true),
            (new(TopicKind.SyncCommittee, 2, 0), false), (new(TopicKind.DataColumnSidecar, groups[0], 0), true),
            (new(TopicKind.DataColumnSidecar, other, 0), false),
        ];
        foreach (var (lacking, isNeeded) in cases)
        {
            var search = Search();
            search.Take(Coverage(8, lacking));
            Assert.Equal(lacking.Peers >= 2, search.IsContent);
            var record = TestRecords.Of(Key, attestation: [5], sync: [3]);
            Assert.Equal(isNeeded, search.IsWanted(record, Start));
            Assert.Equal(isNeeded, search.Offer(record, Start)?.IsNeeded ?? false);
            Assert.Null(search.Offer(record, Start.AddSeconds(1)));
            Assert.Equal(lacking.Peers >= 2 ? 0 : 1, search.Computed);
        }
    }

    /// <summary>One that was offered to reach the target, and then comes to be needed, is offered again.</summary>
    [Fact]
    public void ANodeThatComesToBeNeededIsOfferedAgain()
    {
        var search = Search();
        var record = TestRecords.Of(Key, attestation: [5]);
        Assert.False(search.Offer(record, Start)!.IsNeeded);
        search.Take(Coverage(8, new SubnetCoverage(TopicKind.BeaconAttestation, 5, 0)));
        Assert.True(search.Offer(record, Start)!.IsNeeded);
        Assert.Null(search.Offer(record, Start));
    }

    [Fact]
    public void WhatWasOfferedIsForgottenWhereThereIsTooMuchOfIt()
    {
        var search = Search();
        var first = TestRecords.Of(Key);
        Assert.NotNull(search.Offer(first, Start));
        for (var i = 0; i < PeerSearch.Remembered - 1; i++)
        {
            Assert.NotNull(search.Offer(TestRecords.Of(NodeKey.Create()), Start));
        }

        Assert.Null(search.Offer(first, Start));
        Assert.NotNull(search.Offer(TestRecords.Of(NodeKey.Create()), Start));
        Assert.NotNull(search.Offer(first, Start));
    }

    [Fact]
    public void EveryOtherLookIsAtAPlaceOfASubnetThatLacksPeers()
    {
        var search = Search();
        var random = new NodeId(Key.NodeId);
        Assert.Equal(random, search.Target(random, TestRecords.Epoch));
        Assert.Equal(random, search.Target(random, TestRecords.Epoch));
        search.Take(Coverage(8, new(TopicKind.BeaconAttestation, 5, 0), new(TopicKind.BeaconAttestation, 60, 0)));
        var looked = Enumerable.Range(0, 4).Select(_ => search.Target(random, TestRecords.Epoch)).ToArray();
        Assert.Equal((random, random), (looked[0], looked[2]));
        ulong[] subnets = [5, 60];
        foreach (var target in new[] { looked[1], looked[3] })
        {
            Assert.NotEmpty(NodeSubnets.Attestation(TestRecords.Mainnet, target, TestRecords.Epoch).Intersect(subnets));
        }

        Assert.NotEqual(looked[1], looked[3]);
    }

    private static PeerSearch Search(bool dialsQuic = false) =>
        new(TestRecords.Settings() with { DialsQuic = dialsQuic }, new NodeId(Self.NodeId))
    {
        Digest = TestRecords.Mainnet.ComputeForkDigest(default, TestRecords.Epoch),
    };

    private static PeerCoverage Coverage(int peers, params SubnetCoverage[] subnets) => new(peers, 8, subnets, []);
}
