using Akka.Actor;
using Consensoor.Actors.Storage;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>What a failed read and damaged records cost: themselves, and nothing that is written.</summary>
public sealed class StorageDamageTests : PatientKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Altair, 5);
    private static readonly StorageSettings Settings = new(8, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Database => Path.Combine(_folder.FullName, "chain.sqlite");

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void WhatAFailedReadTookBackIsWrittenAgainBeforeItIsCalledWritten()
    {
        using var disk = new RollingBackStore();
        var storage = Sys.ActorOf(StorageActor.Props(Base.State.Spec, disk, Settings));

        // It stands in the mailbox before the flush does.
        disk.BlockTaken = () => storage.Tell(new LoadBlock(RootOf(9)), TestActor);
        storage.Tell(new KeepBlock(RootOf(3), Block(3)), TestActor);
        Assert.Equal(new LoadBlock(RootOf(9)), ExpectMsg<StorageFailed>(Patience).Question);
        Assert.Equal([RootOf(3)], ExpectMsg<Written>(Patience).Blocks);
        Assert.NotNull(disk.OnDisk.GetBlock(RootOf(3)));
    }

    [Fact]
    public void AnAnchorIsKeptOverADamagedBlockAndADamagedStateAndWritingGoesOn()
    {
        using (var filled = KeyedStore())
        {
            filled.PutAnchor(new StoredAnchor(0, RootOf(0), 0, ForkName.Altair, null, ForkName.Altair, [1]), [RootOf(0)]);
            for (var slot = 1; slot <= 3; slot++)
            {
                var ssz = Block(slot).ToSsz(Base.State.Ssz);
                filled.PutBlock(new StoredBlockRow(RootOf(slot), RootOf(slot - 1), (Slot)slot, ForkName.Altair, ssz));
            }
        }

        Damage("Blocks", RootOf(2).AsSpan().ToArray());
        Damage("Snapshots", new byte[8]);
        using (var store = KeyedStore())
        {
            var storage = Watch(Sys.ActorOf(StorageActor.Props(Base.State.Spec, store, Settings)));
            storage.Tell(new KeepAnchor(new Checkpoint { Epoch = 1, Root = RootOf(3) }, Block(3), Base.State), TestActor);
            storage.Tell(new KeepBlock(RootOf(4), Block(4)), TestActor);
            Assert.Equal([RootOf(4)], ExpectMsg<Written>(Patience).Blocks);
            Sys.Stop(storage);
            ExpectTerminated(storage, Patience);
            Assert.Equal(3UL, store.AnchorHead!.Slot);
            Assert.Equal(RootOf(3), store.GetFinalizedRoot(3));
            Assert.Equal(RootOf(2), store.GetFinalizedRoot(2));
            Assert.NotNull(store.GetBlock(RootOf(1)));
        }
    }

    /// <summary>Peers are promised what is left, though the block that is now the oldest cannot be read.</summary>
    [Fact]
    public void WhereHistoryEndsIsToldOverADamagedOldestBlock()
    {
        using (var filled = KeyedStore())
        {
            StoredBlockRow[] rows =
                [new(RootOf(2), RootOf(1), 2, ForkName.Altair, Block(2).ToSsz(Base.State.Ssz))];
            filled.PutHistory(new StoredHistory(2, RootOf(1)), rows, []);
        }

        Damage("Blocks", RootOf(2).AsSpan().ToArray());
        using var store = KeyedStore();
        var storage = Watch(Sys.ActorOf(StorageActor.Props(Base.State.Spec, store, Settings)));
        storage.Tell(LoadHistory.Instance, TestActor);
        var kept = ExpectMsg<HistoryKept>(Patience);
        Assert.Equal((2UL, RootOf(1), null), (kept.Oldest, kept.Parent, kept.BuiltOn));
        Sys.Stop(storage);
        ExpectTerminated(storage, Patience);
    }

    private IChainStore KeyedStore() => ChainStoreFiles.Open(_folder.FullName, ChainStoreEngine.Sqlite);

    private static Root RootOf(int slot) => new([.. new byte[31], (byte)(slot + 1)]);

    private static SignedBeaconBlock Block(int slot) => new()
    {
        Message = BeaconBlock.Default(Base.State.Ssz) with { Slot = (Slot)slot, ParentRoot = RootOf(slot - 1) },
    };

    private void Damage(string table, byte[] key)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE {table} SET value = zeroblob(length(value)) WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
