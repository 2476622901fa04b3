using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Columns;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Xunit;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Tests what the owner of columns asks storage and peers for, over a store that lacks some.</summary>
public sealed class ColumnsActorTests : PatientKit
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly ChainSpec Spec = Chain.World.Spec;
    private readonly TestProbe _network;
    private readonly TestProbe _storage;
    private readonly TestProbe _signing;
    private readonly InMemorySidecarStore _store = new();

    public ColumnsActorTests()
    {
        (_network, _storage, _signing) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
    }

    private static SignedBeaconBlock Carrier => Chain.Blocks.Single(block => RootOf(block) == Chain.Columns[0].BeaconBlockRoot);

    /// <summary>Keys that came while the node runs count after a restart too.</summary>
    [Fact]
    public void WhichKeysThereAreIsAskedAtEachStart()
    {
        var props = PropsOf(new StoredCustody(4, 0));
        var columns = Sys.ActorOf(Props.Create(() => new Restarter(props)));
        _signing.ExpectMsg<GetKeys>(TimeSpan.FromSeconds(30));
        columns.Tell("restart");
        _signing.ExpectMsg<GetKeys>(TimeSpan.FromSeconds(30));
    }

    /// <summary>What nobody has is asked for in each slot and of each new peer; storage is not gone through for it again.</summary>
    [Fact]
    public void BlocksThatLackColumnsAreLookedUpOnceHoweverOftenTheirColumnsDoNotCome()
    {
        var columns = Start(new StoredCustody(128, Carrier.Message.Slot + 1));
        columns.Tell(new HistoryKept(0, default));
        columns.Tell(At(200));
        Assert.Equal(Carrier.Message.Slot, Expect<LoadRootBySlot>(_storage).Slot);
        columns.Tell(new StoredRoot(Carrier.Message.Slot, RootOf(Carrier)));
        for (var looked = 0; looked <= (int)Carrier.Message.Slot; looked++)
        {
            var root = Expect<LoadBlock>(_storage).Root;
            var block = Chain.Blocks.SingleOrDefault(block => RootOf(block) == root);
            columns.Tell(new StoredBlock(root, block, Chain.Envelopes.SingleOrDefault(one => one.Message.BeaconBlockRoot == root)));
            if (block is null)
            {
                break;
            }
        }

        for (var slot = 201UL; slot < 204; slot++)
        {
            Expect<GetPeers>(_network);
            columns.Tell(new Peers([]));
            columns.Tell(At(slot));
        }

        Expect<GetPeers>(_network);
        columns.Tell(new Peers([]));

        // A peer that says that it keeps them is asked at once, and one that keeps none is no reason to ask.
        columns.Tell(new PeerMetaDataReceived("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N", new MetaData(), default));
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        var metaData = new MetaData { CustodyGroupCount = 128 };
        columns.Tell(new PeerMetaDataReceived("node-1", metaData, default));
        Expect<GetPeers>(_network);
        columns.Tell(new Peers([new PeerInfo("node-1", new Status { HeadSlot = 200 }, 0, metaData)]));
        var ask = Assert.IsType<DataColumnSidecarsByRoot>(Expect<AskPeer>(_network).Request);
        Assert.Equal((RootOf(Carrier), 128), (ask.Identifiers[0].BlockRoot, ask.Identifiers[0].Columns.Count));
        _storage.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Below the oldest block that is stored there is nothing to look up, slot by slot.</summary>
    [Fact]
    public void WhatIsNotStoredYetIsNotLookedUp()
    {
        var columns = Start(new StoredCustody(128, 150));
        columns.Tell(new HistoryKept(150, default));
        columns.Tell(At(200));
        _storage.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        columns.Tell(new HistoryKept(148, default));
        columns.Tell(At(201));
        foreach (var slot in (Slot[])[149, 148])
        {
            Assert.Equal(slot, Expect<LoadRootBySlot>(_storage).Slot);
            columns.Tell(new StoredRoot(slot, null));
        }

        _storage.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    /// <summary>What the disk does not give must not be taken for what never was: peers would blame this node for it.</summary>
    [Fact]
    public void WhatTheDiskDoesNotGiveIsUnavailableAndNotPromised()
    {
        var (root, context) = (RootOf(Carrier), Spec.Ssz(ForkName.Gloas));
        _store.Put(root, [.. Chain.Columns.Select(column => new StoredSidecar(Carrier.Message.Slot, column.Index, column.ToSsz(context)))]);
        var disk = new FullDisk(_store);
        var columns = Start(new StoredCustody(128, 0), disk);
        Sys.EventStream.Subscribe(TestActor, typeof(SamplingChanged));
        disk.IsUnreadable = true;
        columns.Tell(new LoadColumns(root, ColumnSet.All), TestActor);
        Assert.Equal(Carrier.Message.Slot + 1, ExpectMsg<SamplingChanged>().EarliestAvailable);
        var stored = ExpectMsg<StoredColumns>();
        Assert.True(stored.IsUnavailable);
        Assert.Empty(stored.Columns);

        // It is fetched again, whatever the disk says later.
        disk.IsUnreadable = false;
        columns.Tell(new LoadColumns(root, ColumnSet.All), TestActor);
        Assert.False(ExpectMsg<StoredColumns>().IsUnavailable);
        Assert.Equal(ColumnSet.None, _store.IndicesOf(root));
    }

    /// <summary>What is final leaves the view: what was missing of it then must not be promised from then on.</summary>
    [Fact]
    public void BlocksThatBecomeFinalWithoutTheirColumnsAreNotPromised()
    {
        var columns = Start(new StoredCustody(128, 0));
        Sys.EventStream.Subscribe(TestActor, typeof(SamplingChanged));
        var root = RootOf(Carrier);
        var known = new ChainBlock(BlockSummary.Of(root, Carrier.Message)) { HasEnvelope = true };
        var view = RequestsActorTests.View() with { Blocks = ImmutableDictionary<Root, ChainBlock>.Empty.Add(root, known) };
        columns.Tell(new ChainViewChanged(view with { Canonical = view.Canonical.Follow(view.Blocks, root, 0) }));
        columns.Tell(At(200));
        Assert.Equal(Carrier.Message.Slot + 1, ExpectMsg<SamplingChanged>().EarliestAvailable);

        columns.Tell(new ChainViewChanged(RequestsActorTests.View() with { FinalizedCheckpoint = new Checkpoint { Epoch = 21 } }));
        columns.Tell(At(201));
        Assert.Equal(Carrier.Message.Slot + 1, ExpectMsg<SamplingChanged>().EarliestAvailable);
        AwaitAssert(() => Assert.Equal(new StoredCustody(128, Carrier.Message.Slot + 1), _store.Custody));
    }

    /// <summary>A question for more blocks than one may name is never sent, and its columns never come.</summary>
    [Fact]
    public void NoMoreBlocksAreAskedForThanAQuestionMayName()
    {
        var most = (int)Spec.Config.MaxRequestBlocksDeneb;
        var columns = Start(new StoredCustody(128, (Slot)most + 20), backfillBlocks: most + 10);
        columns.Tell(new HistoryKept(0, default));
        columns.Tell(At(200));
        var slot = Expect<LoadRootBySlot>(_storage).Slot;
        columns.Tell(new StoredRoot(slot, Numbered(slot)));
        for (var looked = 0; looked < most + 10; looked++, slot--)
        {
            Assert.Equal(Numbered(slot), Expect<LoadBlock>(_storage).Root);
            var block = Carrier with { Message = Carrier.Message with { Slot = slot, ParentRoot = Numbered(slot - 1) } };
            columns.Tell(new StoredBlock(Numbered(slot), block, Chain.Envelopes[0]));
        }

        Expect<GetPeers>(_network);
        var all = new MetaData { CustodyGroupCount = 128 };
        columns.Tell(new Peers([new PeerInfo("node-1", new Status { HeadSlot = 200 }, 0, all)]));
        Assert.Equal(most, Assert.IsType<DataColumnSidecarsByRoot>(Expect<AskPeer>(_network).Request).Identifiers.Count);
    }

    [Fact]
    public void AQuestionForTheFirstColumnsIsAnsweredWithNoMore()
    {
        var (root, context) = (RootOf(Carrier), Spec.Ssz(ForkName.Gloas));
        _store.Put(root, [.. Chain.Columns.Select(column => new StoredSidecar(Carrier.Message.Slot, column.Index, column.ToSsz(context)))]);
        var columns = Start(new StoredCustody(128, 0));
        columns.Tell(new LoadColumns(root, ColumnSet.All) { Most = 64 }, TestActor);
        Assert.Equal(Enumerable.Range(0, 64).Select(static i => (ulong)i), Indices());

        // One whose bytes are no column counts as one that is not there, and the next takes its place.
        _store.Forget(root, ColumnSet.None.With(3));
        _store.Put(root, [new StoredSidecar(Carrier.Message.Slot, 3, [1, 2, 3])]);
        columns.Tell(new LoadColumns(root, ColumnSet.All) { Most = 64 }, TestActor);
        Assert.Equal(Enumerable.Range(0, 65).Where(static i => i != 3).Select(static i => (ulong)i), Indices());
        Assert.False(_store.IndicesOf(root).Contains(3));

        IEnumerable<ulong> Indices() => ExpectMsg<StoredColumns>().Columns.Select(static column => column.Index);
    }

    private static SlotStarted At(Slot slot) => new(slot, slot / Spec.Preset.SlotsPerEpoch, default);

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Spec.Ssz(ForkName.Gloas));

    private static Root Numbered(Slot slot) => new([.. BitConverter.GetBytes(slot + 1), .. new byte[24]]);

    private static T Expect<T>(TestProbe probe) => Assert.IsType<T>(probe.FishForMessage(static message => message is T));

    private IActorRef Start(StoredCustody custody, ISidecarStore? store = null, int backfillBlocks = 16)
    {
        var columns = Sys.ActorOf(PropsOf(custody, store, backfillBlocks));
        _storage.ExpectMsg<LoadHistory>();
        columns.Tell(new ChainViewChanged(RequestsActorTests.View()));
        return columns;
    }

    private Props PropsOf(StoredCustody custody, ISidecarStore? store = null, int backfillBlocks = 16)
    {
        var genesis = (ulong)Sys.Scheduler.Now.ToUnixTimeSeconds() - (200 * Spec.Config.SlotDurationMs / 1000);
        var settings = new ColumnsSettings(
            Spec,
            new SlotSchedule(Spec, genesis),
            [],
            1 << 20,
            64,
            TimeSpan.FromHours(1),
            TimeSpan.Zero,
            32,
            backfillBlocks,
            1,
            IsSupernode: false);
        _store.PutCustody(custody);
        var node = PeerNodeId.Of("node-0")!.Value.ToUInt256();
        return ColumnsActor.Props(
            settings,
            store ?? _store,
            () => new NodeCustody(Spec, node, false, custody, 0),
            new ColumnsRefs(_network, CreateTestProbe(), CreateTestProbe(), _storage, _signing));
    }
}
