using Akka.Actor;
using Consensoor.Actors.Storage;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Xunit;

namespace Consensoor.Actors.Tests.Storage;

public sealed class StorageActorTests : PatientKit
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Altair, 5);
    private static readonly StorageSettings Settings = new(8, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50));

    [Fact]
    public void WhatCouldNotBeWrittenIsWrittenOnceTheDiskIsWellAgain()
    {
        using var disk = new SickStore();
        var storage = Sys.ActorOf(StorageActor.Props(Base.State.Spec, disk, Settings));
        disk.IsSick = true;
        var block = new SignedBeaconBlock { Message = BeaconBlock.Default(Base.State.Ssz) with { Slot = 3 } };
        var root = new Root([.. new byte[31], 1]);
        storage.Tell(new KeepBlock(root, block), TestActor);

        // It is known meanwhile, and a question that only the disk could answer is answered, once.
        storage.Tell(new LoadBlock(new Root([.. new byte[31], 2])), TestActor);
        Assert.IsType<LoadBlock>(ExpectMsg<StorageFailed>(TimeSpan.FromSeconds(30)).Question);
        storage.Tell(new LoadBlocks(0, 5), TestActor);
        Assert.IsType<LoadBlocks>(ExpectMsg<StorageFailed>(TimeSpan.FromSeconds(30)).Question);
        storage.Tell(new LoadAnchor(), TestActor);
        ExpectMsg<StorageFailed>(TimeSpan.FromSeconds(30));
        disk.IsSick = false;
        AwaitAssert(() => Assert.NotNull(disk.Healthy.GetBlock(root)), TimeSpan.FromSeconds(30));
        Assert.Equal([root], ExpectMsg<Written>(TimeSpan.FromSeconds(30)).Blocks);
        storage.Tell(new LoadBlock(root), TestActor);
        Assert.Equal(block, ExpectMsg<StoredBlock>(TimeSpan.FromSeconds(30)).Block);
    }

    [Fact]
    public void WhatWaitsGoesOverToTheNextIncarnation()
    {
        using var disk = new SickStore { IsSick = true };
        var root = new Root([.. new byte[31], 1]);
        var storage = Sys.ActorOf(Props.Create(() => new Restarter(StorageActor.Props(Base.State.Spec, disk, Settings))));
        storage.Tell(new KeepBlock(root, new SignedBeaconBlock { Message = BeaconBlock.Default(Base.State.Ssz) with { Slot = 3 } }));
        storage.Tell("restart");
        disk.IsSick = false;
        AwaitAssert(() => Assert.NotNull(disk.Healthy.GetBlock(root)), TimeSpan.FromSeconds(30));
    }

    /// <summary>Who hears how far down history reaches promises it to peers: what a crash would undo is not told.</summary>
    [Fact]
    public void HowFarHistoryReachesIsToldOnceItIsOnDisk()
    {
        using var disk = new SickStore();
        var parent = new Root([.. new byte[31], 7]);
        disk.PutHistory(new StoredHistory(9, parent), [], []);
        var storage = Sys.ActorOf(StorageActor.Props(Base.State.Spec, disk, Settings));
        storage.Tell(LoadHistory.Instance, TestActor);
        Assert.Equal(9UL, ExpectMsg<HistoryKept>(TimeSpan.FromSeconds(30)).Oldest);
        disk.IsFlushSick = true;
        storage.Tell(new KeepHistory(4, parent, [], []) { Owed = [parent] });
        storage.Tell(LoadHistory.Instance, TestActor);
        Assert.IsType<LoadHistory>(ExpectMsg<StorageFailed>(TimeSpan.FromSeconds(30)).Question);
        disk.IsFlushSick = false;
        storage.Tell(LoadHistory.Instance, TestActor);
        var kept = FishForMessage<HistoryKept>(static _ => true, TimeSpan.FromSeconds(30));
        Assert.Equal((4UL, parent), (kept.Oldest, Assert.Single(kept.Owed)));

        // A payload that comes later leaves the end where it is.
        storage.Tell(new KeepPayloads([], []));
        storage.Tell(LoadHistory.Instance, TestActor);
        kept = FishForMessage<HistoryKept>(static _ => true, TimeSpan.FromSeconds(30));
        Assert.Equal((4UL, parent, 0), (kept.Oldest, kept.Parent, kept.Owed.Count));
    }

    private sealed class SickStore : IChainStore
    {
        public InMemoryChainStore Healthy { get; } = new();

        public volatile bool IsSick;

        public volatile bool IsFlushSick;

        public StoredAnchor? Anchor => Well().Anchor;

        public StoredHistory? History => Well().History;

        public void PutHistory(
            StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes) =>
            Well().PutHistory(history, blocks, envelopes);

        public void PutBlock(StoredBlockRow block) => Well().PutBlock(block);

        public void PutEnvelope(StoredEnvelopeRow envelope) => Well().PutEnvelope(envelope);

        public void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer = false) =>
            Well().PutAnchor(anchor, finalizedRoots, keepsFormer);

        public StoredAnchorHead? AnchorHead => Well().AnchorHead;

        public StoredPage FinalizedAfter(Slot slot, int count) => Well().FinalizedAfter(slot, count);

        public Slot? SlotOfState(Root stateRoot) => Well().SlotOfState(stateRoot);

        public StoredSnapshot? FindSnapshot(Slot atOrBefore) => Well().FindSnapshot(atOrBefore);

        public byte[]? ReadSnapshot(StoredSnapshot snapshot) => Well().ReadSnapshot(snapshot);

        public void PutSnapshot(StoredSnapshot snapshot, byte[] ssz) => Well().PutSnapshot(snapshot, ssz);

        public bool Prune(StoredRetention retention, int rows) => Well().Prune(retention, rows);

        public void Survey(Action<StoredItem> see) => Well().Survey(see);

        public StoredBlockRow? GetBlock(Root root) => Well().GetBlock(root);

        public StoredEnvelopeRow? GetEnvelope(Root blockRoot) => Well().GetEnvelope(blockRoot);

        public Root? GetFinalizedRoot(Slot slot) => Well().GetFinalizedRoot(slot);

        public StoredPage BlocksAfter(Slot slot, int count) => Well().BlocksAfter(slot, count);

        public void Flush()
        {
            if (IsFlushSick)
            {
                throw new ChainStoreException("the disk does not answer");
            }

            Well().Flush();
        }

        public void Dispose() => Healthy.Dispose();

        private InMemoryChainStore Well() => IsSick ? throw new ChainStoreException("no space left on device") : Healthy;
    }
}
