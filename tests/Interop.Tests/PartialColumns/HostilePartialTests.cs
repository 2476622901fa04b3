using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Interop.PartialColumns;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.PartialColumns;

/// <summary>
/// One exchange and peers that send what they should not: each pays for it, with a reason, and what is held keeps its bounds.
/// </summary>
public sealed class HostilePartialTests
{
    private static readonly PartialDataColumnGroupID Known = Columns.Group(ForkName.Gloas, 7);

    public static TheoryData<string, byte[]?, byte[]?> Malformed { get; } = new()
    {
        { "malformed parts metadata", null, [1, 2, 3] },
        { "bitmaps of 3 and 4 cells", null, Columns.Metadata(ForkName.Gloas, "000", "0000") },
        { "bitmaps of 0 and 0 cells", null, Columns.Metadata(ForkName.Gloas, "", "") },
        { "bitmaps of 5 cells for 4 blobs", null, Columns.Metadata(ForkName.Gloas, "00000", "00000") },
        { "malformed partial column", [1, 2, 3], null },
        { "without cells", Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "0000"), null },
        { "1 cells and 1 proofs for 2 bits", Uneven(), null },
        { "a bitmap of 5 cells for 4 blobs", Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "10000"), null },
        { "has at most 10000", new byte[10_001], null },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void WhatIsMalformedIsRefusedAndCosts(string reason, byte[]? message, byte[]? metadata)
    {
        var node = new ExchangeUnderTest();
        node.Begin(Known);
        node.Send("peer", Known, message, metadata);
        Assert.Contains(reason, node.Note("peer").Reason);
        Assert.Equal(ScorePart.Invalid, node.Note("peer").Part);
        Assert.Empty(node.Checks);
        Assert.Equal(0, node.Exchange.Held.WaitingBytes);
    }

    [Fact]
    public void AGroupIdOfAnotherLengthCostsAndOneOfAnotherVersionDoesNot()
    {
        var node = new ExchangeUnderTest();
        node.SendRaw("peer", [1, 2, 3], null, [1]);
        Assert.Empty(node.Router.Explain("peer")!.Notes);
        node.SendRaw("peer", [0, 2, 3], null, [1]);
        Assert.Contains("a group id of 3 bytes is none of Gloas", node.Note("peer").Reason);
        Assert.Equal((0, 0, 0, 0L), node.Exchange.Held);
    }

    [Fact]
    public void CellsThatFailCostAndAreNotKept()
    {
        var node = new ExchangeUnderTest();
        node.Begin(Known);
        node.Send("peer", Known, Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1100", isBroken: true), null);
        var check = node.Checks.Single();
        node.Exchange.Judge(check.Number, GossipDecision.Reject, "invalid sidecar kzg proofs", node.Now);
        Assert.Equal("sent an invalid partial column: invalid sidecar kzg proofs", node.Note("peer").Reason);
        Assert.Equal((2UL, 0UL), (node.Exchange.Counts.CellsRefused, node.Exchange.Counts.CellsTaken));
        Assert.Equal(0, node.Exchange.Held.WaitingBytes);

        // The good ones of another are looked at, and its verdict is the first.
        node.Send("other", Known, Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1100"), null);
        node.Exchange.Judge(node.Checks.Last().Number, GossipDecision.Accept, "", node.Now);
        node.Exchange.Judge(node.Checks.Last().Number, GossipDecision.Reject, "again", node.Now);
        Assert.Equal(2UL, node.Exchange.Counts.CellsTaken);
        Assert.Empty(node.Router.Explain("other")!.Notes);
    }

    [Fact]
    public void JunkThatNobodyAskedForHidesNothingOfWhoWasAsked()
    {
        var node = new ExchangeUnderTest();
        node.Begin(Known);
        node.Send("honest", Known, null, Columns.Metadata(ForkName.Gloas, "1000", "0000"));
        node.Send("stranger", Known, Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1100", isBroken: true), null);
        node.Send("honest", Known, Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1000"), null);
        Assert.Equal(["stranger", "honest"], node.Checks.Select(static check => check.Peer));
        node.Exchange.Judge(node.Checks[0].Number, GossipDecision.Reject, "junk", node.Now);

        // The cell is still looked at: what nobody asked for is not looked at besides.
        node.Send("third", Known, Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1000"), null);
        Assert.Equal(2, node.Checks.Count);
        node.Exchange.Judge(node.Checks[1].Number, GossipDecision.Accept, "", node.Now);
        Assert.Equal((1UL, 2UL), (node.Exchange.Counts.CellsTaken, node.Exchange.Counts.CellsRefused));
        Assert.Equal(0, node.Exchange.Held.WaitingBytes);
        Assert.Empty(node.Router.Explain("honest")!.Notes);
    }

    [Fact]
    public void FirstDeliveriesAreRewardedOnceAGroup()
    {
        var node = new ExchangeUnderTest();
        node.Begin(Known);
        double Part() => node.Router.Explain("peer")!.Parts
            .Where(static part => part.Part == ScorePart.FirstDeliveries)
            .Sum(static part => part.Value);
        node.Give("peer", Known, "1000");
        var first = Part();
        Assert.True(first > 0);
        node.Give("peer", Known, "0100");
        node.Give("peer", Known, "0011");
        Assert.Equal(first, Part());
        Assert.Equal(1UL, node.Exchange.Counts.Completed);
    }

    [Fact]
    public void CellsThatThisNodeSaidItHasCostAfterAFewTimes()
    {
        var node = new ExchangeUnderTest();
        node.Begin(Known);
        node.Exchange.Hold(Columns.Topic, Known, Enumerable.Range(0, 4).Select(i => (i, Columns.Cell(Known.BeaconBlockRoot, i))), node.Now);
        var parts = Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1111");
        for (var i = 0; i < 2 + new PartialLimits().Resends; i++)
        {
            node.Send("peer", Known, parts, null);
            node.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(node.Router.Explain("peer")!.Notes);
        node.Send("peer", Known, parts, null);
        node.Send("peer", Known, parts, null);
        Assert.Equal(("sends cells that this node said it has", 2), (node.Note("peer").Reason, node.Note("peer").Count));
        Assert.Empty(node.Checks);
    }

    [Fact]
    public void GroupsOfStrangersAreBounded()
    {
        var node = new ExchangeUnderTest(new PartialLimits { StrangerGroups = 20, StrangerGroupsOfPeer = 8, Entries = 25 });
        var metadata = Columns.Metadata(ForkName.Gloas, "1111", "0000");
        for (var block = 0; block < 100; block++)
        {
            node.Send("peer", Columns.Group(ForkName.Gloas, block), null, metadata);
        }

        Assert.Equal((0, 8, 8), (node.Exchange.Held.Begun, node.Exchange.Held.Named, node.Exchange.Held.Entries));
        Assert.Equal("names more blocks in partial messages than there can be", node.Note("peer").Reason);

        // Until nothing of it is heard any more.
        Assert.InRange(node.Note("peer").Count, 5, 92);
        Assert.True(node.Router.Counts.Unheard > 0);
        for (var other = 0; other < 6; other++)
        {
            for (var block = 0; block < 8; block++)
            {
                node.Send($"other{other}", Columns.Group(ForkName.Gloas, (100 * other) + block), null, metadata);
            }
        }

        Assert.InRange(node.Exchange.Held.Named, 10, 20);
        Assert.Equal(25, node.Exchange.Held.Entries);

        // A block of this node's own has its place all the same, and what strangers named goes after its time.
        node.Begin(Known);
        Assert.Equal(1, node.Exchange.Held.Begun);
        node.Pass(new PartialLimits().StrangerLife * Columns.Settings.Heartbeat);
        Assert.Equal((1, 0), (node.Exchange.Held.Begun, node.Exchange.Held.Named));
    }

    [Fact]
    public void OnePeerHasItsShareOfWhatIsHeldInAllTopicsTogether()
    {
        var limits = new PartialLimits { StrangerGroups = 80, StrangerGroupsOfPeer = 2, Entries = 640 };
        Assert.Equal((10, 20), (limits.StrangerGroupsShare, limits.EntriesShare));
        var node = new ExchangeUnderTest(limits);
        string[] topics = [.. Enumerable.Range(0, 16).Select(static i => $"/eth2/6a95a1a9/data_column_sidecar_{i}/ssz_snappy")];
        foreach (var topic in topics)
        {
            node.Router.Subscribe(Columns.TopicSettings with { Name = topic }, node.Now);
        }

        var metadata = Columns.Metadata(ForkName.Gloas, "1", "0");
        void Name(string peer, int block) =>
            Array.ForEach(topics, topic => node.Send(peer, Columns.Group(ForkName.Gloas, block), null, metadata, topic));
        Name("greedy", 1);
        Name("greedy", 2);
        Assert.Equal((10, 10), (node.Exchange.Held.Named, node.Exchange.Held.Entries));
        Assert.Empty(node.Router.Explain("greedy")!.Notes);
        Name("other", 3);
        Name("third", 4);
        Assert.Equal((30, 30), (node.Exchange.Held.Named, node.Exchange.Held.Entries));

        // What others named it may speak of, up to its share of all that is said.
        Name("greedy", 3);
        Name("greedy", 4);
        Assert.Equal((30, 40), (node.Exchange.Held.Named, node.Exchange.Held.Entries));
        node.Router.RemovePeer("greedy", node.Now);
        node.Exchange.Pump(node.Now);
        Assert.Equal((30, 20), (node.Exchange.Held.Named, node.Exchange.Held.Entries));

        // Its share is free again once what it named is gone.
        node.Pass(limits.StrangerLife * Columns.Settings.Heartbeat);
        Assert.Equal((0, 0), (node.Exchange.Held.Named, node.Exchange.Held.Entries));
        Name("other", 5);
        Assert.Equal((10, 10), (node.Exchange.Held.Named, node.Exchange.Held.Entries));
    }

    [Fact]
    public void PartsThatWaitAreBoundedByPeerAndInAll()
    {
        var node = new ExchangeUnderTest(new PartialLimits { WaitingBytes = 20_000, WaitingBytesOfPeer = 10_000 });
        for (var block = 0; block < 8; block++)
        {
            foreach (var peer in new[] { "a", "b", "c" })
            {
                var group = Columns.Group(ForkName.Gloas, block);
                node.Send(peer, group, Columns.Parts(ForkName.Gloas, group.BeaconBlockRoot, "1100"), null);
            }
        }

        Assert.InRange(node.Exchange.Held.WaitingBytes, 12_000, 20_000);
        node.Router.RemovePeer("a", node.Now);
        node.Router.RemovePeer("b", node.Now);
        node.Router.RemovePeer("c", node.Now);
        node.Exchange.Pump(node.Now);
        Assert.Equal((0L, 0), (node.Exchange.Held.WaitingBytes, node.Exchange.Held.Entries));
    }

    [Fact]
    public void VerdictsThatNeverComeHoldNothingAfterTheyAreReleased()
    {
        var node = new ExchangeUnderTest();
        node.Begin(Known);
        node.Send("peer", Known, Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1100"), null);
        Assert.True(node.Exchange.Held.WaitingBytes > 0);
        node.Exchange.ReleaseChecks(node.Now);
        Assert.Equal(0, node.Exchange.Held.WaitingBytes);
        node.Send("other", Known, Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1100"), null);
        Assert.Equal(2, node.Checks.Count);
        Assert.Empty(node.Router.Explain("peer")!.Notes);
    }

    [Fact]
    public void AskingAgainAndAgainBringsCellsAFewTimes()
    {
        var node = new ExchangeUnderTest(new PartialLimits { Life = 1000 });
        node.Begin(Known);
        node.Exchange.Hold(Columns.Topic, Known, Enumerable.Range(0, 4).Select(i => (i, Columns.Cell(Known.BeaconBlockRoot, i))), node.Now);
        for (var i = 0; i < 100; i++)
        {
            node.Send("peer", Known, null, Columns.Metadata(ForkName.Gloas, "0000", "1111"));
            node.Pass(TimeSpan.FromMilliseconds(300));
        }

        Assert.Equal(4UL * (1 + (ulong)new PartialLimits().Resends), node.Exchange.Counts.CellsSent);
    }

    /// <summary>The bytes that a message takes do not follow the peers of the group, be it the same again or another each time.</summary>
    [Theory]
    [InlineData("1000", "1000")]
    [InlineData("1000", "0100")]
    public void AMessageCostsTheSameHoweverManyPeersThereAre(string even, string odd)
    {
        long Cost(int peers)
        {
            var node = new ExchangeUnderTest();
            node.Begin(Known);
            for (var peer = 0; peer < peers; peer++)
            {
                node.Send($"peer{peer}", Known, null, Columns.Metadata(ForkName.Gloas, "1111", "0000"));
            }

            byte[][] metadata = [Columns.Metadata(ForkName.Gloas, even, "0001"), Columns.Metadata(ForkName.Gloas, odd, "0001")];
            var least = long.MaxValue;
            for (var i = 0; i < 60; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                node.Send("peer0", Known, null, metadata[i % 2]);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }

        Assert.InRange(Cost(peers: 150), 1, Cost(peers: 3) + 1000);
    }

    [Fact]
    public void InFuluAFalseHeaderCostsAndATrueOneBegins()
    {
        var node = new ExchangeUnderTest(fork: ForkName.Fulu);
        var group = Columns.Group(ForkName.Fulu, 8);
        var (good, bad) = (Columns.Header(8, 4), Columns.Header(9, 4));
        node.Send("liar", group, Columns.Parts(ForkName.Fulu, group.BeaconBlockRoot, "", bad), null);
        node.Send("peer", group, Columns.Parts(ForkName.Fulu, group.BeaconBlockRoot, "1000", good), null);
        node.Send("third", group, Columns.Parts(ForkName.Fulu, group.BeaconBlockRoot, "0100", good), null);

        // Two headers of a group are looked at; what the third sent waits for the block.
        Assert.Equal(["liar", "peer"], node.Checks.Select(static check => check.Peer));
        node.Exchange.Judge(node.Checks[0].Number, GossipDecision.Reject, "not the block's", node.Now);
        Assert.Equal("sent an invalid partial column: not the block's", node.Note("liar").Reason);
        node.Exchange.Begin(Columns.Topic, group, 4, good, node.Now);
        node.Exchange.Judge(node.Checks[1].Number, GossipDecision.Accept, "", node.Now);
        Assert.Equal(1UL, node.Exchange.Counts.CellsTaken);
        node.Take();
        Assert.Equal("third", node.Checks.Last().Peer);
        node.Send("liar", group, Columns.Parts(ForkName.Fulu, group.BeaconBlockRoot, "0010", bad), null);
        Assert.Contains(node.Router.Explain("liar")!.Notes, static note => note.Reason == "sent another header than the block's");
    }

    private static byte[] Uneven()
    {
        var good = Columns.Parts(ForkName.Gloas, Known.BeaconBlockRoot, "1000");
        Assert.True(PartialDataColumnSidecar.TryDecode(good, Columns.Context(ForkName.Gloas), out var parts, out _));
        return (parts with { CellsPresentBitmap = Columns.Bits("1100") }).ToSsz(Columns.Context(ForkName.Gloas));
    }
}
