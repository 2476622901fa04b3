using Consensoor.Interop.Gossipsub;
using Xunit;
using static Consensoor.Interop.Tests.Gossipsub.RouterUnderTest;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Each peer that enters or leaves a mesh is counted once, by why.</summary>
public sealed class MeshMoveTests
{
    [Fact]
    public void EachMoveHasItsReason()
    {
        var test = new RouterUnderTest();
        test.Join();
        var theirs = test.AddPeers(12);
        var ours = test.AddPeers(4, isOutbound: true, prefix: "ours");
        MeshMoves Moves() => test.Router.MovesByTopic[Topic];
        Assert.Equal(6UL, Moves().Of(GraftReason.Subscribed));
        foreach (var peer in theirs.Concat(ours))
        {
            test.Send(peer, new RpcBytes().Graft(Topic));
        }

        // All are in a mesh that is too thick by eight.
        Assert.Equal(16UL, Moves().Of(GraftReason.Subscribed));
        test.PassHeartbeats(1);
        Assert.Equal(8UL, Moves().Of(PruneReason.Excess));
        var mesh = test.Router.MeshOf(Topic).ToArray();
        test.Router.RemovePeer(mesh[0], test.Now);
        test.Send(mesh[1], new RpcBytes().Prune(Topic));
        test.Send(mesh[2], new RpcBytes().Subscribe(Topic, isSubscribed: false));
        test.Router.SetApplicationScore(mesh[3], -1, "it bores", test.Now);
        test.PassHeartbeats(1);
        Assert.Equal(
            (1UL, 1UL, 1UL, 1UL),
            (Moves().Of(PruneReason.Dc), Moves().Of(PruneReason.Prune), Moves().Of(PruneReason.Unsub), Moves().Of(PruneReason.BadScore)));

        // Back-offs keep those that were pruned out: new ones come into the thin mesh.
        var before = Moves().Of(GraftReason.Subscribed);
        test.AddPeers(9, prefix: "late");
        Assert.Equal(before + 2, Moves().Of(GraftReason.Subscribed));
        var left = (ulong)test.Router.MeshOf(Topic).Count;
        test.Router.Unsubscribe(Topic, test.Now);
        Assert.Equal(1 + left, Moves().Of(PruneReason.Unsub));
        test.Join();
        Assert.Equal((ulong)test.Router.MeshOf(Topic).Count, Moves().Of(GraftReason.Random) + Moves().Of(GraftReason.Fanout));
        var counts = test.Router.CountsByTopic[Topic];
        Assert.Equal(
            (counts.Grafted, counts.Pruned),
            (Sum(Enum.GetValues<GraftReason>().Select(Moves().Of)), Sum(Enum.GetValues<PruneReason>().Select(Moves().Of))));
    }

    [Fact]
    public void AThinMeshIsFilledForThatReason()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peers = test.AddPeers(10);
        test.Router.RemovePeer(peers[0], test.Now);
        test.PassHeartbeats(1);
        Assert.Equal(3UL, test.Router.MovesByTopic[Topic].Of(GraftReason.NotEnough));
        Assert.Equal(8, test.Router.MeshOf(Topic).Count);
    }

    [Fact]
    public void WhatPeersNameAndIsNotHereIsCounted()
    {
        var test = new RouterUnderTest();
        test.Join();
        var peer = Assert.Single(test.AddPeers(1));
        test.Send(peer, new RpcBytes().Ssz(Topic, Ssz(1)));
        test.Send(peer, new RpcBytes().Have(Topic, IdOf(Ssz(1)), IdOf(Ssz(2)), IdOf(Ssz(3))));
        Assert.Equal(2UL, test.Router.MovesByTopic[Topic].Missed);
    }

    private static ulong Sum(IEnumerable<ulong> counts) => counts.Aggregate(0UL, static (sum, count) => sum + count);
}
