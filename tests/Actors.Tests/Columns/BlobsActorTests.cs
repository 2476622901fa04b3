using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Columns;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>
/// Tests what a node keeps of blobs over restarts, a full or damaged disk, and how it fetches what is missing. The clock stands in slot 12
/// of a chain that goes to fulu in slot 24.
/// </summary>
public sealed class BlobsActorTests : PatientKit
{
    private static readonly ChainSpec Spec = TestBlobs.ElectraSpec;
    private static readonly (SignedBeaconBlock Block, Root Root, SszContext Context, IReadOnlyList<BlobSidecar> Sidecars) Carrier =
        TestBlobs.ElectraBlock(3, slot: 10);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly TestProbe _network;
    private readonly TestProbe _work;
    private readonly TestProbe _chain;
    private readonly TestProbe _storage;
    private readonly TestProbe _told;

    public BlobsActorTests()
        : base("akka.loglevel = OFF")
    {
        (_network, _work, _chain, _storage, _told) =
            (CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(_told, typeof(BlobsKept));
    }

    [Fact]
    public void WhatWasHeldIsGivenOutAlsoAfterARestart()
    {
        using (var store = Open())
        {
            var blobs = Start(store, anchor: 0);
            Sys.EventStream.Publish(new BlobsHeld(Carrier.Root, [Carrier.Sidecars[2], Carrier.Sidecars[0]]));
            Sys.EventStream.Publish(new BlobsHeld(Carrier.Root, [Carrier.Sidecars[1]]));
            AssertGiven(blobs, ColumnSet.All, 0, 1, 2);
            AssertGiven(blobs, ColumnSet.Of([1, 5]), 1);
            Stop(blobs);
        }

        using var again = Open();
        var restarted = Start(again, anchor: 8);
        AssertGiven(restarted, ColumnSet.All, 0, 1, 2);
        Assert.Equal(new StoredCustody(0, 0), again.Custody);
        Assert.Equal(0UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
    }

    [Fact]
    public void WhatAKilledProcessLeftHalfWrittenIsNotGivenOut()
    {
        using (var store = Open())
        {
            store.PutCustody(new StoredCustody(0, 0));
            store.Put(Carrier.Root, [.. Carrier.Sidecars.Select(Stored)]);
        }

        Change(static bytes => bytes[..^1]);
        using var again = Open();
        AssertGiven(Start(again, anchor: 8), ColumnSet.All, 0, 1);
    }

    /// <summary>A block part of whose blobs are damaged must not be taken for one that has only the others.</summary>
    [Fact]
    public void WhatTheDiskChangedIsNotGivenOutNorPromisedAndFetchedAgain()
    {
        using (var store = Open())
        {
            store.PutCustody(new StoredCustody(0, 0));
            store.Put(Carrier.Root, [.. Carrier.Sidecars.Select(Stored)]);
        }

        Change(static bytes =>
        {
            bytes[^1] ^= 1;
            return bytes;
        });
        using var again = Open();
        var blobs = Start(again, anchor: 0);
        Assert.Equal(0UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        AssertGiven(blobs, ColumnSet.All, isUnavailable: true);
        Assert.Equal(11UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        AssertGiven(blobs, ColumnSet.Of([0, 2]), 0);

        Backfill(blobs, [Carrier.Sidecars[2]], earliest: 1);
        AssertGiven(blobs, ColumnSet.All, 0, 1, 2);

        // What was complete below the loss is so again.
        Assert.Equal(new StoredCustody(0, 0), again.Custody);
    }

    [Fact]
    public void WhatTheDiskDoesNotTakeIsNotPromised()
    {
        using var store = Open();
        var disk = new FullDisk(store) { IsFull = true };
        var blobs = Start(disk, anchor: 0);
        Assert.Equal(0UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        Sys.EventStream.Publish(new BlobsHeld(Carrier.Root, Carrier.Sidecars));
        AssertGiven(blobs, ColumnSet.All, 0, 1, 2);
        blobs.Tell(new SlotStarted(12, 1, default));
        Assert.Equal(11UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        AwaitAssert(() => Assert.Equal(new StoredCustody(0, 11), store.Custody));
    }

    /// <summary>What the disk does not give must not be taken for what never was: peers would blame this node for it.</summary>
    [Fact]
    public void WhatTheDiskDoesNotGiveIsUnavailableAndNotPromisedUntilItIsFetchedAgain()
    {
        using var store = Open();
        store.PutCustody(new StoredCustody(0, 0));
        store.Put(Carrier.Root, [.. Carrier.Sidecars.Select(Stored)]);
        var disk = new FullDisk(store) { IsUnreadable = true };
        var blobs = Start(disk, anchor: 0);
        Assert.Equal(0UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        AssertGiven(blobs, ColumnSet.Of([0, 2]), isUnavailable: true, []);
        Assert.Equal(11UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);

        // A range that was promised before goes on to the block, part of whose blobs are here still.
        disk.IsUnreadable = false;
        AssertGiven(blobs, ColumnSet.Of([0, 1, 2]), 1);
        AssertGiven(blobs, ColumnSet.All, isUnavailable: true, 1);

        Backfill(blobs, [Carrier.Sidecars[0], Carrier.Sidecars[2]], earliest: 1);
        AssertGiven(blobs, ColumnSet.All, 0, 1, 2);
        Assert.Equal(new StoredCustody(0, 0), store.Custody);
    }

    /// <summary>A program that kept no blobs stored blocks without them; what is final leaves the view, and is not promised.</summary>
    [Fact]
    public void BlocksThatBecomeFinalWithoutTheirBlobsAreNotPromised()
    {
        using var store = Open();
        var blobs = Start(store, anchor: 0);
        Assert.Equal(0UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        var known = new ChainBlock(BlockSummary.Of(Carrier.Root, Carrier.Block.Message)) { Block = Carrier.Block };
        var view = Network.RequestsActorTests.View() with { Blocks = ImmutableDictionary<Root, ChainBlock>.Empty.Add(Carrier.Root, known) };
        blobs.Tell(new ChainViewChanged(view with { Canonical = view.Canonical.Follow(view.Blocks, Carrier.Root, 0) }));
        blobs.Tell(new SlotStarted(12, 1, default));
        Assert.Equal(11UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        Assert.Equal(new StoredCustody(0, 0), store.Custody);

        blobs.Tell(new ChainViewChanged(Network.RequestsActorTests.View() with { FinalizedCheckpoint = new Checkpoint { Epoch = 21 } }));
        blobs.Tell(new SlotStarted(13, 1, default));
        Assert.Equal(11UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        AwaitAssert(() => Assert.Equal(new StoredCustody(0, 11), store.Custody));
    }

    [Fact]
    public void ANodeThatBeganLaterFetchesTheBlobsOfTheTimeBefore()
    {
        using var store = Open();
        var blobs = Start(store, anchor: 10);
        Assert.Equal(11UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
        var forged = Carrier.Sidecars[1] with { KzgProof = Carrier.Sidecars[0].KzgProof };
        Backfill(blobs, [Carrier.Sidecars[0], forged, Carrier.Sidecars[2]], earliest: null, invalid: forged);
        var reported = _network.ExpectMsg<ReportPeer>();
        Assert.Equal(("peer", PeerOffence.Invalid), (reported.Peer, reported.Offence));
        Assert.Equal(11UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);

        Backfill(blobs, [Carrier.Sidecars[1]], earliest: 1, walks: false);
        _storage.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(new StoredCustody(0, 1), store.Custody);
        Assert.Equal(3, store.IndicesOf(Carrier.Root).Count);
    }

    /// <summary>To look for blocks slot by slot where storage has none yet would cost a question a slot of months.</summary>
    [Fact]
    public void NoSlotIsLookedUpBelowTheOldestBlockThatIsKept()
    {
        using var store = Open();
        var blobs = Start(store, anchor: 10);
        blobs.Tell(new ChainViewChanged(Network.RequestsActorTests.View()));
        blobs.Tell(new HistoryKept(9, default));
        blobs.Tell(new SlotStarted(12, 1, default));
        _storage.FishForMessage<LoadRootBySlot>(static load => load.Slot == 10);
        blobs.Tell(new StoredRoot(10, null));
        Assert.Equal(9UL, _storage.ExpectMsg<LoadRootBySlot>().Slot);
        blobs.Tell(new StoredRoot(9, null));
        _storage.ExpectNoMsg(TimeSpan.FromMilliseconds(200));

        // What storage has meanwhile is looked up in the next slot.
        blobs.Tell(new HistoryKept(1, default));
        blobs.Tell(new SlotStarted(13, 1, default));
        Assert.Equal(10UL, _storage.ExpectMsg<LoadRootBySlot>().Slot);
    }

    /// <summary>Peers come and go: who is remembered to have nothing is one of those that are connected.</summary>
    [Fact]
    public void WhoHadNothingIsAskedAfterOthersAndForgottenWhenItLeaves()
    {
        using var store = Open();
        var blobs = Start(store, anchor: 10);
        BeginBackfill(blobs);
        foreach (var (connected, asked) in ((string, string)[])[("ab", "a"), ("ab", "b"), ("ab", "a"), ("c", "c"), ("abc", "a")])
        {
            _network.FishForMessage<GetPeers>(static _ => true);
            blobs.Tell(new Peers([.. connected.Select(static peer => InfoOf($"{peer}"))]), _network);
            var ask = _network.ExpectMsg<AskPeer>();
            Assert.Equal(asked, ask.Peer);
            blobs.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, []));
            blobs.Tell(new SlotStarted(12, 1, default));
        }
    }

    [Fact]
    public void FromFuluOnThereIsNothingToMiss()
    {
        using var store = Open();
        Start(store, anchor: 90);
        Assert.Equal(24UL, _told.ExpectMsg<BlobsKept>().EarliestAvailable);
    }

    // One step of fetching: from the block of slot 10 down to its parent, which is genesis; a step that brought nothing walks no more.
    private void Backfill(
        IActorRef blobs, IReadOnlyList<BlobSidecar> given, Slot? earliest, BlobSidecar? invalid = null, bool walks = true)
    {
        BeginBackfill(blobs, walks);

        _network.FishForMessage<GetPeers>(static _ => true);
        blobs.Tell(new Peers([InfoOf("peer")]), _network);
        var ask = _network.ExpectMsg<AskPeer>();
        Assert.Equal(
            given.Select(static blob => blob.Index),
            Assert.IsType<BlobSidecarsByRoot>(ask.Request).Identifiers.Select(static identifier => identifier.Index));
        blobs.Tell(new PeerAnswered(ask.RequestId, "peer", ask.Request, PeerResult.Answered, [.. given]));
        var work = _work.ExpectMsg<VerifyBlobs>();
        Assert.Equal((Carrier.Root, Carrier.Block), (work.BlockRoot, work.Of!.Value.Block));
        blobs.Tell(new BlobsVerified(
            Carrier.Root, [.. given.Where(blob => blob != invalid)], [.. given.Where(blob => blob == invalid)]));
        if (earliest is not null)
        {
            AwaitAssert(() => Assert.Equal(0UL, _told.FishForMessage<BlobsKept>(static _ => true).EarliestAvailable));
        }
    }

    private void BeginBackfill(IActorRef blobs, bool walks = true)
    {
        blobs.Tell(new ChainViewChanged(Network.RequestsActorTests.View()));
        blobs.Tell(new HistoryKept(0, default));
        blobs.Tell(new SlotStarted(12, 1, default));
        if (walks)
        {
            _storage.FishForMessage<LoadRootBySlot>(static load => load.Slot == 10);
            blobs.Tell(new StoredRoot(10, Carrier.Root));
            _storage.FishForMessage<LoadBlock>(static load => load.Root == Carrier.Root);
            blobs.Tell(new StoredBlock(Carrier.Root, Carrier.Block, null));
            _storage.FishForMessage<LoadBlock>(static load => load.Root == default);
            blobs.Tell(new StoredBlock(default, SignedBeaconBlock.Default(Carrier.Context), null));
        }
    }

    private FileSidecarStore Open() => FileSidecarStore.Open(_folder, "blobs");

    private IActorRef Start(ISidecarStore store, Slot anchor)
    {
        // Slot 12 has begun.
        var genesis = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (12 * Spec.Config.SlotDurationMs / 1000) - 1;
        var settings = new BlobsSettings(Spec, new SlotSchedule(Spec, genesis), anchor, 1, 64, 16);
        var blobs = Sys.ActorOf(BlobsActor.Props(settings, store, new ColumnsRefs(_network, _work, _chain, _storage, ActorRefs.Nobody)));

        // It hears what is held from now on.
        _chain.ExpectMsg<GetChainView>();
        return blobs;
    }

    private void Stop(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    private void AssertGiven(IActorRef blobs, ColumnSet wanted, params int[] expected) =>
        AssertGiven(blobs, wanted, isUnavailable: false, expected);

    private void AssertGiven(IActorRef blobs, ColumnSet wanted, bool isUnavailable, params int[] expected)
    {
        blobs.Tell(new LoadBlobs(Carrier.Root, wanted), TestActor);
        var stored = ExpectMsg<StoredBlobs>();
        Assert.Equal((Carrier.Root, wanted, isUnavailable), (stored.BlockRoot, stored.Wanted, stored.IsUnavailable));
        Assert.Equal(expected.Select(static index => Carrier.Sidecars[index]), stored.Blobs);
    }

    private void Change(Func<byte[], byte[]> change)
    {
        var file = Directory.EnumerateFiles(_folder, "*.blobs", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, change(File.ReadAllBytes(file)));
    }

    private static PeerInfo InfoOf(string peer) => new(peer, new Consensoor.Spec.Containers.Status { HeadSlot = 12 }, 0);

    private static StoredSidecar Stored(BlobSidecar blob) => new(10, blob.Index, blob.ToSsz(Carrier.Context));
}
