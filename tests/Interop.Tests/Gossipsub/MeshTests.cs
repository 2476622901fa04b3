using Consensoor.Interop.Gossipsub;
using Xunit;
using static Consensoor.Interop.Tests.Gossipsub.RouterUnderTest;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>The mesh is filled, thinned and left as gossipsub 1.1 says, and back-offs are kept by both sides.</summary>
public sealed class MeshTests
{
    [Fact]
    public void ANewPeerIsToldOfAllTopicsAndOthersOfANewOne()
    {
        var test = new RouterUnderTest();
        test.Join();
        test.Add("early");
        Assert.Equal(["subscribe"], test.TakeTold("early").Select(static told => told.Kind));
        test.Join("/eth2/6a95a1a9/voluntary_exit/ssz_snappy");
        Assert.Equal("/eth2/6a95a1a9/voluntary_exit/ssz_snappy", Assert.Single(test.TakeTold("early")).Topic);
    }

    [Fact]
    public void JoiningGraftsDOfThePeersAndLeavingPrunesThemWithTheShortBackOff()
    {
        var test = new RouterUnderTest();
        var peers = test.AddPeers(30);
        test.Join();
        Assert.Equal(8, test.Router.MeshOf(Topic).Count);
        var grafted = peers.Where(peer => test.TakeTold(peer).Any(static told => told.Kind == "graft")).ToHashSet();
        Assert.Equal(grafted, test.Router.MeshOf(Topic).ToHashSet());
        test.Router.Unsubscribe(Topic, test.Now);
        test.PassHeartbeats(0);
        test.Add("another");
        Assert.All(peers, peer => Assert.Equal(
            grafted.Contains(peer) ? [("prune", 10UL), ("leave", null)] : [("leave", null)],
            test.TakeTold(peer).Select(static told => (told.Kind, told.BackOff)).OrderByDescending(static told => told.Kind)));
        Assert.Empty(test.TakeTold("another"));
    }

    [Fact]
    public void AThinMeshTakesNewSubscribersAtOnceAndAFullOneDoesNot()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(10);
        Assert.Equal(peers[..6], test.Router.MeshOf(Topic));
        test.PassHeartbeats(3);
        Assert.Equal(6, test.Router.MeshOf(Topic).Count);
    }

    [Fact]
    public void AThickMeshIsThinnedToDWithTheBestAndEnoughOfOurOwn()
    {
        var test = new RouterUnderTest();
        test.Join(score: TopicParameters);
        var theirs = test.AddPeers(12);
        var ours = test.AddPeers(4, isOutbound: true, prefix: "ours");
        foreach (var peer in theirs.Concat(ours))
        {
            test.Send(peer, new RpcBytes().Graft(Topic));
        }

        // A full mesh takes only whom it dialled itself.
        Assert.Equal(16, test.Router.MeshOf(Topic).Count);
        for (var i = 0; i < 4; i++)
        {
            test.Send(theirs[i], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Judge(Ssz(i), Spec.Gossip.GossipDecision.Accept);
        }

        test.PassHeartbeats(1);
        var mesh = test.Router.MeshOf(Topic);
        Assert.Equal(8, mesh.Count);
        Assert.Subset(mesh.ToHashSet(), theirs[..4].ToHashSet());
        Assert.True(mesh.Count(peer => peer.StartsWith("ours", StringComparison.Ordinal)) >= 2);
        var pruned = theirs.Concat(ours).Except(mesh).ToArray();
        Assert.All(pruned, peer => Assert.Equal(60UL, test.TakeTold(peer).Single(static told => told.Kind == "prune").BackOff));
    }

    [Fact]
    public void AFullMeshRefusesWhoDialledUs()
    {
        var test = new RouterUnderTest();
        test.Join();
        test.AddPeers(12).ToList().ForEach(peer => test.Send(peer, new RpcBytes().Graft(Topic)));
        var late = Assert.Single(test.AddPeers(1, prefix: "late"));
        test.Forget();
        test.Send(late, new RpcBytes().Graft(Topic));
        Assert.Equal(60UL, Assert.Single(test.TakeTold(late)).BackOff);
        Assert.DoesNotContain(late, test.Router.MeshOf(Topic));
    }

    [Fact]
    public void TheMeshGetsPeersThatThisNodeDialled()
    {
        var test = new RouterUnderTest();
        test.Join();
        test.AddPeers(8).ToList().ForEach(peer => test.Send(peer, new RpcBytes().Graft(Topic)));
        test.AddPeers(5, isOutbound: true, prefix: "ours");
        test.PassHeartbeats(1);
        Assert.Equal(2, test.Router.MeshOf(Topic).Count(static peer => peer.StartsWith("ours", StringComparison.Ordinal)));
    }

    [Fact]
    public void WhoPrunesIsNotGraftedBeforeItsBackOffIsOver()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Prune(Topic, 20));
        test.Forget();
        test.Pass(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(test.TakeTold(peer), static told => told.Kind == "graft");
        test.Pass(TimeSpan.FromSeconds(4));
        Assert.Contains(test.TakeTold(peer), static told => told.Kind == "graft");
        Assert.Contains(peer, test.Router.MeshOf(Topic));
    }

    [Fact]
    public void ABackOffWithoutEndIsCut()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Prune(Topic, ulong.MaxValue));
        test.Pass(test.Settings.MaxBackOff + TimeSpan.FromSeconds(3));
        Assert.Contains(peer, test.Router.MeshOf(Topic));
    }

    [Fact]
    public void AGraftWithinTheBackOffIsPrunedAndCostsScore()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Prune(Topic));
        test.Forget();

        // Right after the prune it counts twice.
        test.Send(peer, new RpcBytes().Graft(Topic));
        Assert.Equal("prune", Assert.Single(test.TakeTold(peer)).Kind);
        Assert.Equal(0, test.Router.ScoreOf(peer));
        for (var i = 0; i < 4; i++)
        {
            test.Pass(TimeSpan.FromSeconds(20));
            test.Send(peer, new RpcBytes().Graft(Topic));
        }

        Assert.True(test.Router.ScoreOf(peer) < 0);
        Assert.Contains(test.Router.Explain(peer)!.Notes, static note => note.Reason.Contains("back-off", StringComparison.Ordinal));
    }

    [Fact]
    public void AFloodOfGraftsEndsOnTheGraylist()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Prune(Topic));
        for (var i = 0; i < 40; i++)
        {
            test.Send(peer, new RpcBytes().Graft(Topic));
        }

        Assert.True(test.Router.ScoreOf(peer) < test.Settings.Scores.Thresholds.Graylist);
        Assert.Single(test.Events, static happened => happened.Kind == GossipEventKind.Graylisted);
        test.Forget();
        test.Send(peer, new RpcBytes().Graft(Topic).Ssz(Topic, Ssz(1)));
        Assert.Empty(test.TakeTold(peer));
        Assert.Empty(test.Delivered);
    }

    [Fact]
    public void GraftsForTopicsThatAreNotOursAreNotAnswered()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Forget();
        var many = new RpcBytes();
        for (var i = 0; i < 500; i++)
        {
            many.Graft($"topic{i}");
        }

        test.Send(peer, many);
        Assert.Empty(test.TakeTold(peer));
    }

    [Fact]
    public void ANegativeScoreLeavesTheMesh()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(4);
        test.Router.SetApplicationScore(peers[1], -1, "it bores", test.Now);
        test.Forget();
        test.PassHeartbeats(1);
        Assert.DoesNotContain(peers[1], test.Router.MeshOf(Topic));
        Assert.Equal("prune", Assert.Single(test.TakeTold(peers[1])).Kind);
        test.Send(peers[1], new RpcBytes().Graft(Topic));
        Assert.DoesNotContain(peers[1], test.Router.MeshOf(Topic));
    }

    [Fact]
    public void APoorMeshTakesInBetterPeers()
    {
        var test = new RouterUnderTest();
        test.Join(score: TopicParameters with { MeshMessageDeliveriesWeight = 0, TimeInMeshWeight = 0 });
        test.AddPeers(6);
        var good = test.AddPeers(4, prefix: "good");
        for (var i = 0; i < good.Length; i++)
        {
            test.Send(good[i], new RpcBytes().Ssz(Topic, Ssz(i)));
            test.Judge(Ssz(i), Spec.Gossip.GossipDecision.Accept);
        }

        test.Pass(TimeSpan.FromSeconds(55));
        Assert.Equal(6, test.Router.MeshOf(Topic).Count);
        test.Pass(TimeSpan.FromSeconds(7));
        Assert.Equal(2, test.Router.MeshOf(Topic).Count(static peer => peer.StartsWith("good", StringComparison.Ordinal)));
    }

    [Fact]
    public void ADirectPeerIsOutsideOfMeshesAndScores()
    {
        var test = new RouterUnderTest();
        test.Join();
        test.Add("friend", isDirect: true);
        test.Send("friend", new RpcBytes().Subscribe(Topic).Graft(Topic));
        Assert.Empty(test.Router.MeshOf(Topic));
        Assert.Contains(test.TakeTold("friend"), static told => told.Kind == "prune");
        test.Send("friend", new RpcBytes().Message(Topic, [1, 2, 3]));
        Assert.Equal(0, test.Router.ScoreOf("friend"));
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Judge(Ssz(1), Spec.Gossip.GossipDecision.Accept);
        Assert.Contains(test.TakeTold("friend"), static told => told.Kind == "message");
    }

    [Fact]
    public void WhoGoesLeavesNothingBehind()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(9);
        foreach (var peer in peers)
        {
            test.Router.RemovePeer(peer, test.Now);
        }

        Assert.Empty(test.Router.MeshOf(Topic));
        Assert.Empty(test.Router.SubscribersOf(Topic));
        Assert.Empty(test.Router.Peers);
        Assert.Equal(0, test.Router.Held.Scores);
    }

    [Fact]
    public void BothDigestsOfAForkAreMeshedSideBySide()
    {
        const string After = "/eth2/b5303f2a/beacon_block/ssz_snappy";
        var test = new RouterUnderTest();
        test.Join();
        test.Join(After);
        foreach (var peer in test.AddPeers(7))
        {
            test.Send(peer, new RpcBytes().Subscribe(After));
        }

        test.PassHeartbeats(1);
        Assert.Equal((6, 6), (test.Router.MeshOf(Topic).Count, test.Router.MeshOf(After).Count));
        test.Router.Unsubscribe(Topic, test.Now);
        Assert.Equal((0, 6), (test.Router.MeshOf(Topic).Count, test.Router.MeshOf(After).Count));

        // Copies on their way to the old topic are nobody's fault; much later they are.
        test.Send("peer0", new RpcBytes().Ssz(Topic, Ssz(1)));
        Assert.Empty(test.Router.Explain("peer0")!.Notes);
        test.Pass(TimeSpan.FromMinutes(2));
        test.Send("peer0", new RpcBytes().Ssz(Topic, Ssz(1)));
        Assert.Single(test.Router.Explain("peer0")!.Notes);
    }

    [Fact]
    public void SubscriptionsAreBounded()
    {
        var settings = new GossipSettings
        {
            Limits = new GossipLimits { TopicsOfPeer = 5, Topics = 7 },
            IsTopic = static topic => topic[0] == 't',
        };
        var test = new RouterUnderTest(settings);
        test.Add("a");
        test.Add("b");
        for (var i = 0; i < 10; i++)
        {
            test.Send("a", new RpcBytes().Subscribe($"t{i}").Subscribe($"other{i}"));
            test.Send("b", new RpcBytes().Subscribe($"t{9 - i}"));
        }

        var known = Enumerable.Range(0, 10).Sum(i => test.Router.SubscribersOf($"t{i}").Count);
        Assert.InRange(known, 7, 10);
        Assert.Empty(test.Router.SubscribersOf("other1"));
        Assert.NotEmpty(test.Router.Explain("a")!.Notes);
    }
}
