using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Gossip;
using Xunit;
using static Consensoor.Interop.Tests.Gossipsub.RouterUnderTest;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>IHAVE and IWANT: who is told, what is asked and answered, their limits, and promises that are broken.</summary>
public sealed class GossipTests
{
    [Fact]
    public void PeersOutsideOfTheMeshAreToldOfMessagesForThreeHeartbeats()
    {
        var test = new RouterUnderTest(new GossipSettings { FloodPublish = false });
        test.Join();
        var peers = test.AddPeers(14);
        test.Publish(Ssz(1));
        var mesh = test.Router.MeshOf(Topic).ToHashSet();
        var told = new int[5];
        for (var i = 0; i < told.Length; i++)
        {
            test.Forget();
            test.PassHeartbeats(1);
            foreach (var peer in peers)
            {
                var have = test.TakeTold(peer).Where(static entry => entry.Kind == "have").ToArray();
                Assert.True(have.Length == 0 || !mesh.Contains(peer));
                told[i] += have.Count(entry => entry.Ids.Contains(IdOf(Ssz(1))));
            }
        }

        Assert.Equal([6, 6, 6, 0, 0], told);
    }

    [Fact]
    public void MessagesAreAnsweredForSixHeartbeatsAndThreeTimes()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(2);
        test.Publish(Ssz(1));
        test.Forget();
        for (var i = 0; i < 5; i++)
        {
            test.Send(peers[0], new RpcBytes().Want(IdOf(Ssz(1)), IdOf(Ssz(2))));
        }

        Assert.Equal(3, test.TakeTold(peers[0]).Count);
        test.PassHeartbeats(5);
        test.Send(peers[1], new RpcBytes().Want(IdOf(Ssz(1))));
        Assert.Contains(test.TakeTold(peers[1]), static told => told.Kind == "message");
        test.PassHeartbeats(2);
        test.Send(peers[1], new RpcBytes().Want(IdOf(Ssz(1))));
        Assert.Empty(test.TakeTold(peers[1]));
    }

    [Fact]
    public void WhatIsNotAcceptedIsNeitherToldOfNorGivenOut()
    {
        var test = new RouterUnderTest(new GossipSettings { FloodPublish = false });
        test.Join();
        var peers = test.AddPeers(14);
        test.Send(peers[0], new RpcBytes().Ssz(Topic, Ssz(1)).Ssz(Topic, Ssz(2)));
        test.Judge(Ssz(2), GossipDecision.Ignore);
        test.Forget();
        test.PassHeartbeats(1);
        test.Send(peers[1], new RpcBytes().Want(IdOf(Ssz(1)), IdOf(Ssz(2))));
        Assert.All(peers, peer => Assert.Empty(test.TakeTold(peer)));
    }

    [Fact]
    public void OnlyWhatIsNewAndOfOurTopicsIsAskedFor()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(5);
        test.Send(peers[1], new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Forget();
        test.Send(peers[0], new RpcBytes().Have(Topic, IdOf(Ssz(1)), IdOf(Ssz(2)), IdOf(Ssz(2))).Have("other", IdOf(Ssz(3))));
        Assert.Equal([IdOf(Ssz(2))], Assert.Single(test.TakeTold(peers[0])).Ids);

        // Three peers are asked for one message at a time, no more.
        var asked = peers.Count(peer =>
        {
            test.Send(peer, new RpcBytes().Have(Topic, IdOf(Ssz(5))));
            return test.TakeTold(peer).Any(static told => told.Kind == "want");
        });
        Assert.Equal(3, asked);
    }

    [Fact]
    public void AnAnswerKeepsThePromiseWhoeverBringsIt()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(2);
        test.Send(peers[0], new RpcBytes().Have(Topic, IdOf(Ssz(1))));
        test.Send(peers[1], new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(0UL, test.Router.Counts.BrokenPromises);
    }

    /// <summary>A machine that slept has not looked at what came: a promise has its time once more, and is broken after that.</summary>
    [Fact]
    public void APromiseWaitsLongerByTheTimeInWhichTheRouterStoodStill()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(1);
        test.Send(peers[0], new RpcBytes().Have(Topic, IdOf(Ssz(1))));
        test.Now += TimeSpan.FromHours(1);
        test.Router.Wake(test.Now);
        Assert.Equal(0UL, test.Router.Counts.BrokenPromises);
        test.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(1UL, test.Router.Counts.BrokenPromises);
    }

    [Fact]
    public void BrokenPromisesCostScoreAlsoThoseOfWhoWent()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(2);
        for (var i = 0; i < 6; i++)
        {
            test.Send(peers[0], new RpcBytes().Have(Topic, IdOf(Ssz(i))));
        }

        test.Send(peers[1], new RpcBytes().Have(Topic, IdOf(Ssz(50))));
        test.Router.RemovePeer(peers[1], test.Now);
        test.Pass(TimeSpan.FromSeconds(4));
        Assert.Equal(6UL, test.Router.Counts.BrokenPromises);
        Assert.Equal(7UL, test.Router.CountOf(Penalty.BrokenPromise));
        Assert.True(test.Router.ScoreOf(peers[0]) < 0);
        Assert.Equal(1, test.Router.Held.Scores);
        test.Add(peers[1]);
        Assert.Single(test.Router.Explain(peers[1])!.Notes);
    }

    [Fact]
    public void ManyIHavesAreNotHeardAndTooManyCostScore()
    {
        var test = new RouterUnderTest(new GossipSettings { Scores = Scores, MaxIHaveMessages = 5, MaxIHaveLength = 30 });
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Forget();
        for (var i = 0; i < 20; i++)
        {
            test.Send(peer, new RpcBytes().Have(Topic, Enumerable.Range(100 * i, 10).Select(static n => IdOf(Ssz(n)))));
        }

        var wants = test.TakeTold(peer).Where(static told => told.Kind == "want").ToArray();
        Assert.Equal(30, wants.Sum(static want => want.Ids.Count));
        Assert.True(wants.Length <= 5);
        Assert.True(test.Router.ScoreOf(peer) < 0);
    }

    /// <summary>Two tell of more than may be asked for; what others tell of is asked for all the same.</summary>
    [Fact]
    public void WhoTellsOfEverythingLeavesSomeToAskOthersFor()
    {
        var limits = new GossipLimits { Asked = 100 };
        var test = new RouterUnderTest(new GossipSettings { Scores = Scores, Limits = limits });
        test.Join();
        var peers = test.AddPeers(3);
        test.Forget();
        for (var i = 0; i < 2; i++)
        {
            test.Send(peers[i], new RpcBytes().Have(Topic, Enumerable.Range(1000 * i, 1000).Select(static n => IdOf(Ssz(n)))));
        }

        test.Send(peers[2], new RpcBytes().Have(Topic, IdOf(Ssz(5000)), IdOf(Ssz(5001))));
        var wants = peers.Select(peer => test.TakeTold(peer).Where(static told => told.Kind == "want"));
        Assert.Equal([50, 25, 2], wants.Select(static of => of.Sum(static want => want.Ids.Count)));
    }

    [Fact]
    public void AnswersAreBoundedInBytes()
    {
        var test = new RouterUnderTest(new GossipSettings { MaxIWantBytes = 5_500 });
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        for (var i = 0; i < 10; i++)
        {
            test.Publish(Ssz(i, 1000));
        }

        test.Forget();
        var want = new RpcBytes().Want(Enumerable.Range(0, 10).Select(static i => IdOf(Ssz(i, 1000)))).ToArray();
        for (var i = 0; i < 3; i++)
        {
            test.Router.Receive(peer, want, test.Now);
        }

        test.PassHeartbeats(1);
        Assert.Equal(5, test.TakeTold(peer).Count(static told => told.Kind == "message"));
    }

    [Fact]
    public void BelowTheGossipThresholdNobodyIsHeardOrTold()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Publish(Ssz(1));
        test.Router.SetApplicationScore(peer, -5000, "it is bad", test.Now);
        test.Forget();
        test.Send(peer, new RpcBytes().Have(Topic, IdOf(Ssz(2))).Want(IdOf(Ssz(1))));
        Assert.Empty(test.TakeTold(peer));
    }

    [Fact]
    public void TheCacheIsBoundedInBytes()
    {
        var test = new RouterUnderTest(new GossipSettings { Limits = new GossipLimits { CacheBytes = 10_000 } });
        test.Join();
        for (var i = 0; i < 30; i++)
        {
            test.Publish(Ssz(i, 1000));
            test.PassHeartbeats(i % 3);
        }

        Assert.InRange(test.Router.Held.KeptBytes, 1, 12_000);
        test.PassHeartbeats(7);
        Assert.Equal((0, 0L), (test.Router.Held.Kept, test.Router.Held.KeptBytes));
    }
}
