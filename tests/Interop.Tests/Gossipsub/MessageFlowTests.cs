using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Gossip;
using Xunit;
using static Consensoor.Interop.Tests.Gossipsub.RouterUnderTest;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Messages are judged once, go on when they are accepted and not before, and what cannot be judged costs who sent it.</summary>
public sealed class MessageFlowTests
{
    [Theory]
    [InlineData(GossipDecision.Accept, 5)]
    [InlineData(GossipDecision.Ignore, 0)]
    [InlineData(GossipDecision.Reject, 0)]
    public void TheVerdictDecidesWhetherAMessageGoesOn(GossipDecision decision, int forwarded)
    {
        var test = new RouterUnderTest();
        test.Join(score: TopicParameters);
        var peers = test.AddPeers(6);
        test.Forget();
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1)));
        var delivery = Assert.Single(test.Delivered);
        Assert.Equal((IdOf(Ssz(1)), peers[0], Topic), (delivery.Id, delivery.Peer, delivery.Topic));
        Assert.Equal(Ssz(1), delivery.Ssz.ToArray());
        Assert.All(peers, peer => Assert.Empty(test.TakeTold(peer)));
        test.Judge(Ssz(1), decision);
        Assert.Empty(test.TakeTold(peers[0]));
        Assert.Equal(forwarded, peers.Count(peer => test.TakeTold(peer).Any(static told => told.Kind == "message")));
        Assert.Equal(decision == GossipDecision.Reject, test.Router.ScoreOf(peers[0]) < 0);
        Assert.Equal((0, 0L), test.Router.Pending);

        // A second verdict changes nothing.
        test.Judge(Ssz(1), GossipDecision.Accept);
        Assert.All(peers, peer => Assert.Empty(test.TakeTold(peer)));
    }

    [Fact]
    public void AMessageIsJudgedOnceHoweverItIsCompressed()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(3);
        var ssz = Ssz(1, 30);
        byte[] literal = [30, 29 << 2, .. ssz];
        byte[] twoLiterals = [30, 9 << 2, .. ssz[..10], 19 << 2, .. ssz[10..]];
        test.Send(peers[0], new RpcBytes().Message(Topic, literal));
        test.Send(peers[1], new RpcBytes().Message(Topic, twoLiterals));
        test.Send(peers[2], new RpcBytes().Message(Topic, literal));
        Assert.Single(test.Delivered);
        Assert.Equal((2UL, 1UL), (test.Router.Counts.Copies, test.Router.Counts.CheapCopies));
        test.Judge(ssz, GossipDecision.Accept);
        Assert.All(peers, peer => Assert.DoesNotContain(test.TakeTold(peer), static told => told.Kind == "message"));
        test.Send(peers[1], new RpcBytes().Message(Topic, twoLiterals));
        Assert.Single(test.Delivered);
    }

    [Fact]
    public void WhatIsCountedOfATopicOutlivesIt()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(3);
        GossipDecision[] decisions = [GossipDecision.Accept, GossipDecision.Ignore, GossipDecision.Reject];
        for (var i = 0; i < decisions.Length; i++)
        {
            test.Send(peers[i], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Send(peers[i], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Judge(Ssz(i), decisions[i]);
        }

        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(3)));
        test.Router.Release(IdOf(Ssz(3)), test.Now);
        test.Router.Publish(Of(Topic), Ssz(4), test.Now);
        test.Router.Unsubscribe(Topic, test.Now);
        test.Join();
        var (name, counts) = Assert.Single(test.Router.CountsByTopic);
        Assert.Equal(Topic, name);
        var lengths = Enumerable.Range(0, 4).Select(static i => (ulong)SnappyBlock.Compress(Ssz(i)).Length).ToArray();
        var received = lengths[0] + lengths[1] + lengths[2] + lengths[3];
        Assert.Equal(
            new TopicCounts
            {
                Received = 4,
                Copies = 3,
                Accepted = 1,
                Ignored = 1,
                Rejected = 1,
                Dropped = 1,
                Published = 1,
                Sent = 5,
                BytesReceived = received,
                BytesUnfiltered = (2 * received) - lengths[3],
                BytesSent = counts.BytesSent,
                Grafted = 3,
                Pruned = 3,
            },
            counts);
        Assert.InRange(counts.BytesSent, 5 * lengths.Min(), 5 * (lengths.Max() + 100));
        Assert.Equal(counts, TotalsOf(test.Router.Counts));
    }

    [Fact]
    public void AllWhoSentARejectedMessagePayAlsoThoseWhoComeLater()
    {
        var test = new RouterUnderTest();
        test.Join(score: TopicParameters);
        var peers = test.AddPeers(4);
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Send(peers[1], new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Judge(Ssz(1), GossipDecision.Reject);
        test.Send(peers[2], new RpcBytes().Ssz(Topic, Ssz(1)));
        Assert.All(peers[..3], peer => Assert.True(test.Router.ScoreOf(peer) < 0));
        Assert.Equal(0, test.Router.ScoreOf(peers[3]));
        var notes = test.Router.Explain(peers[0])!.Notes;
        Assert.Contains(notes, static note => note.Reason.Contains("the test says so", StringComparison.Ordinal));
    }

    [Fact]
    public void AReleasedMessageCountsAsNeverSeen()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(2);
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Router.Release(IdOf(Ssz(1)), test.Now);
        Assert.Equal((0, 0L), test.Router.Pending);
        test.Send(peers[1], new RpcBytes().Ssz(Topic, Ssz(1)));
        Assert.Equal(peers, test.Delivered.Select(static delivery => delivery.Peer));
        test.Judge(Ssz(1), GossipDecision.Ignore);
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1)));
        Assert.Equal(2, test.Delivered.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void SignedMessagesAreRefused(int field)
    {
        var test = new RouterUnderTest();
        test.Join(score: TopicParameters);
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Message(Topic, SnappyBlock.Compress(Ssz(1)), field));
        Assert.Empty(test.Delivered);
        Assert.True(test.Router.ScoreOf(peer) < 0);
    }

    [Fact]
    public void WhatDoesNotDecompressOrIsTooLargeIsRefusedUnseen()
    {
        var test = new RouterUnderTest();
        test.Router.Subscribe(Of(Topic, TopicParameters, maxSize: 100), test.Now);
        var peers = test.AddPeers(3);
        test.Send(peers[0], new RpcBytes().Ssz(Topic, new byte[101]));
        test.Send(peers[1], new RpcBytes().Message(Topic, [5, 1, 2]));
        test.Send(peers[2], new RpcBytes().Ssz(Topic, new byte[100]));
        Assert.Single(test.Delivered);
        Assert.True(test.Router.ScoreOf(peers[0]) < 0 && test.Router.ScoreOf(peers[1]) < 0);
        Assert.False(test.Router.ScoreOf(peers[2]) < 0);
        Assert.Equal(PublishOutcome.TooLarge, test.Router.Publish(Of(Topic, maxSize: 100), new byte[101], test.Now));
    }

    [Fact]
    public void MessagesOfOtherTopicsCostScore()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        for (var i = 0; i < 5; i++)
        {
            test.Send(peer, new RpcBytes().Ssz("unknown", Ssz(i)));
        }

        Assert.Empty(test.Delivered);
        Assert.True(test.Router.ScoreOf(peer) < 0);
    }

    [Fact]
    public void NoRpcIsMalformedWithoutAConsequence()
    {
        var test = new RouterUnderTest();
        test.Join();
        test.AddPeers(1);
        test.Router.Receive("peer0", new byte[] { 0x0a, 0x05 }, test.Now);
        test.Router.Receive("peer0", new byte[test.Settings.MaxMessageSize + 1], test.Now);
        test.Send("peer0", new RpcBytes().BadId());
        Assert.Equal(2, test.Events.Count(static happened => happened.Kind == GossipEventKind.Malformed));
        Assert.Equal(3, test.Router.Explain("peer0")!.Notes.Sum(static note => note.Count));
    }

    [Fact]
    public void WhatWaitsForVerdictsIsBoundedByPeerAndInAll()
    {
        var limits = new GossipLimits { Pending = 6, PendingOfPeer = 4, PendingBytes = 10_000, PendingBytesOfPeer = 5_000 };
        var test = new RouterUnderTest(new GossipSettings { Limits = limits });
        test.Join();
        var peers = test.AddPeers(3);
        for (var i = 0; i < 5; i++)
        {
            test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Send(peers[1], new RpcBytes().Ssz(Topic, Ssz(10 + i)));
        }

        Assert.Equal(6, test.Router.Pending.Messages);
        Assert.Equal(4UL, test.Router.Counts.Dropped);
        test.Judge(Ssz(0), GossipDecision.Ignore);
        test.Send(peers[2], new RpcBytes().Ssz(Topic, Ssz(99, 3000)));
        Assert.Equal(5, test.Router.Pending.Messages);

        // What was dropped was not seen: it is judged when it comes again.
        test.Send(peers[2], new RpcBytes().Ssz(Topic, Ssz(4)));
        Assert.Equal(Ssz(4), test.Delivered[^1].Ssz.ToArray());
        test.Pass(limits.PendingLife + test.Settings.Heartbeat);
        Assert.Equal((0, 0L), test.Router.Pending);
    }

    [Fact]
    public void LargeMessagesAreAnnouncedBeforeTheyAreJudged()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(4);
        test.Add("old", version: GossipVersion.V11);
        test.Send("old", new RpcBytes().Subscribe(Topic));
        test.Forget();
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1, 5000)));
        Assert.Empty(test.TakeTold(peers[0]));
        Assert.Empty(test.TakeTold("old"));
        Assert.All(peers[1..], peer => Assert.Equal([IdOf(Ssz(1, 5000))], Assert.Single(test.TakeTold(peer)).Ids));
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(2, 100)));
        Assert.All(peers, peer => Assert.Empty(test.TakeTold(peer)));
    }

    [Fact]
    public void WhoDoesNotWantAMessageDoesNotGetIt()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(3);
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1)).Ssz(Topic, Ssz(2)));
        test.Send(peers[1], new RpcBytes().DontWant(IdOf(Ssz(1)), IdOf(Ssz(3))));
        test.Forget();
        test.Judge(Ssz(1), GossipDecision.Accept);
        Assert.Empty(test.TakeTold(peers[1]));
        Assert.Single(test.TakeTold(peers[2]));
        test.Publish(Ssz(3));
        Assert.Empty(test.TakeTold(peers[1]));

        // It is honoured for some heartbeats only.
        test.PassHeartbeats(4);
        test.Judge(Ssz(2), GossipDecision.Accept);
        Assert.Single(test.TakeTold(peers[1]));
    }

    [Fact]
    public void NotWantedIdsAreBounded()
    {
        var test = new RouterUnderTest(new GossipSettings { MaxIDontWant = 10 });
        test.Join();
        var peers = test.AddPeers(2);
        test.Send(peers[1], new RpcBytes().DontWant(Enumerable.Range(0, 20).Select(static i => IdOf(Ssz(i)))));
        test.Forget();
        test.Publish(Ssz(9));
        test.Publish(Ssz(10));
        Assert.Single(test.TakeTold(peers[1]));
    }

    [Fact]
    public void OwnMessagesGoToAllSubscribersAndAreSentOnce()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(20);
        test.Router.SetApplicationScore(peers[3], -9000, "it is bad", test.Now);
        test.Forget();
        Assert.Equal(PublishOutcome.Sent, test.Publish(Ssz(1)));
        Assert.Equal(PublishOutcome.Known, test.Publish(Ssz(1)));
        Assert.Equal(19, peers.Count(peer => test.TakeTold(peer).Count(static told => told.Kind == "message") == 1));
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1)));
        Assert.Empty(test.Delivered);
    }

    [Fact]
    public void WithoutFloodingOwnMessagesGoToMeshOrFanout()
    {
        var test = new RouterUnderTest(new GossipSettings { FloodPublish = false });
        var peers = test.AddPeers(20);
        test.Forget();
        test.Publish(Ssz(1));
        test.Publish(Ssz(2));
        var fanout = peers.Where(peer => test.TakeTold(peer).Count(static told => told.Kind == "message") == 2).ToArray();
        Assert.Equal(8, fanout.Length);
        test.PassHeartbeats(1);
        Assert.Contains(peers.Except(fanout), peer => test.TakeTold(peer).Any(static told => told.Kind == "have"));

        // The fanout is forgotten after a minute, and joining begins with it.
        test.Join();
        Assert.Subset(fanout.ToHashSet(), test.Router.MeshOf(Topic).ToHashSet());
        test.Forget();
        test.Publish(Ssz(3));
        Assert.Equal(8, peers.Count(peer => test.TakeTold(peer).Any(static told => told.Kind == "message")));
    }

    [Fact]
    public void AFanoutIsForgotten()
    {
        var test = new RouterUnderTest(new GossipSettings { FloodPublish = false });
        test.AddPeers(3);
        test.Publish(Ssz(1));
        test.Pass(TimeSpan.FromSeconds(61));
        foreach (var i in Enumerable.Range(0, 3))
        {
            test.Send($"peer{i}", new RpcBytes().Subscribe(Topic, false));
        }

        Assert.Empty(test.Router.SubscribersOf(Topic));
        Assert.Equal(PublishOutcome.NoPeers, test.Publish(Ssz(2)));
    }

    [Fact]
    public void ACopyTooManyCostsScore()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        for (var i = 0; i < 4; i++)
        {
            test.Send(peer, new RpcBytes().Ssz(Topic, Ssz(1)));
        }

        Assert.Empty(test.Router.Explain(peer)!.Notes);
        for (var i = 0; i < 10; i++)
        {
            test.Send(peer, new RpcBytes().Ssz(Topic, Ssz(1)));
        }

        Assert.True(test.Router.ScoreOf(peer) < 0);
    }

    [Fact]
    public void SeenIdsExpireAndAreBounded()
    {
        var test = new RouterUnderTest(new GossipSettings { SeenTtl = TimeSpan.FromSeconds(20), Limits = new GossipLimits { Seen = 5 } });
        test.Join();
        test.AddPeers(1);
        for (var i = 0; i < 8; i++)
        {
            test.Publish(Ssz(i));
        }

        Assert.Equal(5, test.Router.Held.Seen);
        Assert.Equal(PublishOutcome.Known, test.Publish(Ssz(7)));

        // What is kept for IWANT is known all the same.
        Assert.Equal(PublishOutcome.Known, test.Publish(Ssz(0)));
        test.PassHeartbeats(test.Settings.CacheLength);
        Assert.Equal(PublishOutcome.Known, test.Publish(Ssz(7)));
        Assert.NotEqual(PublishOutcome.Known, test.Publish(Ssz(0)));
        test.Pass(TimeSpan.FromSeconds(21));
        Assert.Equal(0, test.Router.Held.Seen);
    }

    private static TopicCounts TotalsOf(GossipCounts counts) => new()
    {
        Received = counts.Received,
        Copies = counts.Copies,
        Accepted = counts.Accepted,
        Ignored = counts.Ignored,
        Rejected = counts.Rejected,
        Dropped = counts.Dropped,
        Published = counts.Published,
        Sent = counts.Sent,
        BytesReceived = counts.BytesReceived,
        BytesUnfiltered = counts.BytesUnfiltered,
        BytesSent = counts.BytesSent,
        Grafted = counts.Grafted,
        Pruned = counts.Pruned,
    };
}
