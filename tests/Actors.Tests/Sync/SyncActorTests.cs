using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Sync;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Xunit;
using PeerStatus = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests who is blamed where the chain refuses what a peer gave.</summary>
public sealed class SyncActorTests : PatientKit
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly ChainSpec Spec = Chain.World.Spec;

    [Fact]
    public void ABlockAskedForByRootThatIsRefusedIsNotLaidToThePeerOfTheRange()
    {
        var (chain, network) = Probes();
        var sync = Sys.ActorOf(SyncActor.Props(SyncTestSettings.Settings, Spec, chain, network));
        sync.Tell(new ChainViewChanged(ViewAtGenesis()));
        sync.Tell(new Peers(
            [
                new PeerInfo("range", new PeerStatus { HeadSlot = (Slot)RecordedChain.Slots }, 0),
                new PeerInfo("other", null, 0)
            ]));
        Serve(sync, network);
        chain.FishForMessage(static message => message is ImportBlock { Source: Source.Sync { Id: "range" } });

        var block = Chain.Blocks.Single(static block => block.Message.Slot == (Slot)RecordedChain.Slots);
        var root = block.Message.HashTreeRoot(Spec.Ssz(ForkName.Gloas));
        Sys.EventStream.Publish(new ParentUnknown(root, new Source.Peer("other", 1)));
        var ask = network.ExpectMsg<AskPeer>(static ask => ask.Request is BeaconBlocksByRoot);
        Assert.Equal("other", ask.Peer);
        sync.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [block]));
        chain.FishForMessage(static message => message is ImportBlock { Source: Source.Sync { Id: "other" } });
        chain.Reply(new ImportOutcome(root, ImportVerdict.Refused, Refusal.Because("forged", "on_block")));

        Assert.Equal("other", network.FishForMessage<ReportPeer>(static _ => true).Peer);
        var rest = network.ReceiveWhile(TimeSpan.FromMilliseconds(200), static message => message);
        Assert.DoesNotContain(rest, static message => message is ReportPeer);
    }

    /// <summary>One that stands behind two slots may be of another branch; its giver answers for what is wrong in it, and once.</summary>
    [Fact]
    public void ABranchComesInOneAnswerAndItsGiverPaysOnceForWhatIsRefusedInIt()
    {
        var (sync, chain, network) = Wanting();
        var blocks = Chain.Blocks.OrderByDescending(static block => block.Message.Slot).ToArray();
        var roots = blocks.Select(static block => block.Message.HashTreeRoot(Spec.Ssz(ForkName.Gloas))).ToArray();
        Sys.EventStream.Publish(new ParentUnknown(roots[0], new Source.Peer("other", 1)) { ChildSlot = blocks[0].Message.Slot + 1 });
        var ask = network.ExpectMsg<AskPeer>();
        Assert.Equal("other", ask.Peer);
        Assert.Equal(new BeaconBlocksByHead(roots[0], 32), ask.Request);
        sync.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [.. blocks.Take(4)]));

        // The oldest first, so that each finds its parent.
        foreach (var block in blocks.Take(4).Reverse())
        {
            Assert.Equal(block, chain.ExpectMsg<ImportBlock>().Block);
            var root = block.Message.HashTreeRoot(Spec.Ssz(ForkName.Gloas));
            chain.Reply(new ImportOutcome(root, ImportVerdict.Refused, Refusal.Because("forged", "on_block"), new Source.Sync("other")));
        }

        Assert.Equal("other", network.FishForMessage<ReportPeer>(static _ => true).Peer);
        var rest = network.ReceiveWhile(TimeSpan.FromMilliseconds(200), static message => message);
        Assert.DoesNotContain(rest, static message => message is ReportPeer);
    }

    /// <summary>A program from before the protocol was written did nothing wrong.</summary>
    [Theory]
    [InlineData(PeerResult.Unsupported)]
    [InlineData(PeerResult.InvalidRequest)]
    public void APeerThatSpeaksNoBlocksByHeadIsAskedByRootAtOnce(PeerResult refusal)
    {
        var (sync, _, network) = Wanting();
        Sys.EventStream.Publish(new ParentUnknown(RootOfOnes, new Source.Peer("other", 1)) { ChildSlot = 9 });
        var byHead = network.ExpectMsg<AskPeer>(static ask => ask.Request is BeaconBlocksByHead);
        sync.Tell(new PeerAnswered(byHead.RequestId, byHead.Peer, byHead.Request, refusal, [], "it speaks no such thing"));
        var ask = network.ExpectMsg<AskPeer>();
        Assert.Equal(("other", RootOfOnes), (ask.Peer, Assert.Single(Assert.IsType<BeaconBlocksByRoot>(ask.Request).BlockRoots)));
        Assert.DoesNotContain(network.ReceiveWhile(TimeSpan.FromMilliseconds(200), static message => message), static message =>
            message is ReportPeer);
    }

    /// <summary>A lost block is the most frequent case, and one block is all there is to it.</summary>
    [Fact]
    public void ASingleBlockAboveTheHeadIsAskedForByItsRoot()
    {
        var (_, _, network) = Wanting();
        Sys.EventStream.Publish(new ParentUnknown(new Root(new byte[32]), new Source.Peer("other", 1)) { ChildSlot = 2 });
        Assert.IsType<BeaconBlocksByRoot>(network.ExpectMsg<AskPeer>().Request);

        // Another one, since a peer is asked one thing at a time.
        (_, _, network) = Wanting();
        Sys.EventStream.Publish(new ParentUnknown(RootOfOnes, new Source.Peer("other", 1)));
        Assert.IsType<BeaconBlocksByRoot>(network.ExpectMsg<AskPeer>().Request);
    }

    private static Root RootOfOnes { get; } = new([.. Enumerable.Repeat((byte)1, 32)]);

    // Whom sync talks to, but for what it asks of each when it begins.
    private (TestProbe Chain, TestProbe Network) Probes()
    {
        var (chain, network) = (CreateTestProbe(), CreateTestProbe());
        chain.IgnoreMessages(static message => message is GetChainView or GetMissing);
        network.IgnoreMessages(static message => message is GetPeers);
        return (chain, network);
    }

    // Sync at genesis with a peer that is nowhere ahead.
    private (IActorRef Sync, TestProbe Chain, TestProbe Network) Wanting()
    {
        var (chain, network) = Probes();
        var sync = Sys.ActorOf(SyncActor.Props(SyncTestSettings.Settings, Spec, chain, network));
        sync.Tell(new ChainViewChanged(ViewAtGenesis()));
        sync.Tell(new Peers([new PeerInfo("other", null, 0)]));
        sync.Ask<SyncWhy>(GetSyncWhy.Instance, TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        return (sync, chain, network);
    }

    /// <summary>The chain collects the data of so many blocks: that of a block that is not in the range would push out another's.</summary>
    [Fact]
    public void ColumnsOfOtherBlocksThanTheRangesDoNotReachTheChain()
    {
        var (chain, network) = Probes();
        var sync = Sys.ActorOf(SyncActor.Props(SyncTestSettings.Settings, Spec, chain, network));
        sync.Tell(new ChainViewChanged(ViewAtGenesis()));
        sync.Tell(new Peers([new PeerInfo("range", new PeerStatus { HeadSlot = (Slot)RecordedChain.Slots }, 0)]));
        Serve(sync, network, Chain.Columns[0] with { BeaconBlockRoot = default });
        AssertOfRange<ImportDataColumns>(chain, static import => import.BlockRoot, Spec);
    }

    [Fact]
    public void BlobsOfOtherBlocksThanTheRangesDoNotReachTheChain()
    {
        var (chain, network) = Probes();
        var (block, other) = (TestBlobs.ElectraBlock(1, slot: 2), TestBlobs.ElectraBlock(1, slot: 3));
        var sync = Sys.ActorOf(SyncActor.Props(SyncTestSettings.Settings, TestBlobs.ElectraSpec, chain, network));
        sync.Tell(new ChainViewChanged(ViewAtGenesis()));
        sync.Tell(new Peers([new PeerInfo("range", new PeerStatus { HeadSlot = (Slot)RecordedChain.Slots }, 0)]));
        var ask = network.ExpectMsg<AskPeer>(static ask => ask.Request is BeaconBlocksByRange);
        sync.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [block.Block]));
        ask = network.ExpectMsg<AskPeer>(static ask => ask.Request is BlobSidecarsByRange);
        sync.Tell(new PeerAnswered(
            ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [.. block.Sidecars, .. other.Sidecars]));
        AssertOfRange<ImportBlobs>(chain, static import => import.BlockRoot, TestBlobs.ElectraSpec);
    }

    /// <summary>Who was restarted, or outlives sync, is told what holds.</summary>
    [Fact]
    public void ThatRangesAreFetchedIsToldAgainToWhoAsksAndThatNoneAreWhenItStops()
    {
        var (chain, network, told) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(told, typeof(RangeSyncChanged));
        var sync = Sys.ActorOf(SyncActor.Props(SyncTestSettings.Settings, Spec, chain, network));
        Sys.EventStream.Publish(GetRangeSync.Instance);
        told.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        sync.Tell(new ChainViewChanged(ViewAtGenesis()));
        sync.Tell(new Peers([new PeerInfo("range", new PeerStatus { HeadSlot = (Slot)RecordedChain.Slots }, 0)]));
        Assert.True(told.ExpectMsg<RangeSyncChanged>().IsRunning);
        Sys.EventStream.Publish(GetRangeSync.Instance);
        Assert.True(told.ExpectMsg<RangeSyncChanged>().IsRunning);
        Sys.Stop(sync);
        Assert.False(told.ExpectMsg<RangeSyncChanged>().IsRunning);
    }

    /// <summary>The snapshot of a node that is at genesis while the clock stands in the recorded chain's last slot.</summary>
    private static ChainView ViewAtGenesis()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots - 1);
        using (world)
        {
            ChainView? view = null;
            world.Observe<ChainViewChanged>(system, changed =>
            {
                view = changed.View;
                return null;
            });
            world.RunFor(TestNode.SlotTime);
            return view!;
        }
    }

    private static void AssertOfRange<T>(TestProbe chain, Func<T, Root> rootOf, ChainSpec spec)
        where T : class
    {
        // What goes to the chain comes by a relay a kind, in no order.
        List<object> sent = [chain.ReceiveOne(TimeSpan.FromSeconds(30))];
        sent.AddRange(chain.ReceiveWhile(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), static message => message));
        var blocks = sent.OfType<ImportBlock>().Select(static import => import.Block.Message)
            .Select(block => block.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(block.Slot))));
        Assert.NotEmpty(sent.OfType<T>());
        Assert.Subset(blocks.ToHashSet(), sent.OfType<T>().Select(rootOf).ToHashSet());
    }

    /// <summary>Answers the questions about the first range as an honest peer does, but for columns that come with the others.</summary>
    private static void Serve(IActorRef sync, TestProbe network, params DataColumnSidecar[] besides)
    {
        while (true)
        {
            var ask = network.ExpectMsg<AskPeer>();
            Assert.Equal("range", ask.Peer);
            IReadOnlyList<object> items = ask.Request switch
            {
                BeaconBlocksByRange range => [.. Chain.Blocks.Where(block => IsIn(block.Message.Slot, range.StartSlot, range.Count))],
                ExecutionPayloadEnvelopesByRange range =>
                    [.. Chain.Envelopes.Where(envelope => IsIn(envelope.Message.Payload.SlotNumber, range.StartSlot, range.Count))],
                _ => [.. Chain.Columns, .. besides],
            };
            sync.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, items));
            if (ask.Request is DataColumnSidecarsByRange)
            {
                return;
            }
        }
    }

    private static bool IsIn(Slot slot, Slot from, ulong count) => slot >= from && slot - from < count;
}
