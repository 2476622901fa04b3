using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Storage;

/// <summary>Between what actors say and the rows of the store.</summary>
internal sealed partial class StorageActor
{
    private StoredBlockRow RowOf(Root root, SignedBeaconBlock block)
    {
        var slot = block.Message.Slot;
        var fork = _spec.ForkAtSlot(slot);
        return new StoredBlockRow(root, block.Message.ParentRoot, slot, fork, block.ToSsz(_spec.Ssz(fork)));
    }

    private StoredEnvelopeRow RowOf(SignedExecutionPayloadEnvelope envelope)
    {
        var slot = envelope.Message.Payload.SlotNumber;
        var fork = _spec.ForkAtSlot(slot);
        return new StoredEnvelopeRow(envelope.Message.BeaconBlockRoot, slot, fork, envelope.ToSsz(_spec.Ssz(fork)));
    }

    private void OnAnchor(KeepAnchor command)
    {
        var slot = command.Block.Message.Slot;
        var blockFork = _spec.ForkAtSlot(slot);
        _store.PutAnchor(
            new StoredAnchor(
                command.Finalized.Epoch,
                command.Finalized.Root,
                slot,
                blockFork,
                command.Block.ToSsz(_spec.Ssz(blockFork)),
                command.State.ForkName,
                command.State.ToSsz(command.State.Ssz)),
            ChainTo(command.Finalized.Root),
            StaysAsSnapshot());
    }

    /// <summary>True where the state of the anchor that there is stays when the next one takes its place.</summary>
    private bool StaysAsSnapshot()
    {
        if (_store.AnchorHead is not { } former || _store.FindSnapshot(former.Slot) is not { } state || state.Slot != former.Slot)
        {
            return false;
        }

        var before = former.Slot == 0 ? null : _store.FindSnapshot(former.Slot - 1);
        return _settings.IsSnapshotDue(before?.Slot, former.Slot, state.Length);
    }

    /// <summary>The roots from a block back to where the store's finalized chain ends, or to a block that is damaged.</summary>
    private List<Root> ChainTo(Root root)
    {
        var before = _store.AnchorHead?.Slot ?? 0;
        var roots = new List<Root> { root };
        try
        {
            while (_store.GetBlock(roots[^1]) is { } block && block.Slot > before)
            {
                roots.Add(block.ParentRoot);
            }
        }
        catch (DamagedRecordException e)
        {
            _log.Error("{0}; what stands before it is not marked as finalized (`db import` of its era mends both)", e.Message);
        }

        return roots;
    }

    private StoredBlocks Page(LoadBlocks load)
    {
        var page = _store.BlocksAfter(load.After, load.Count);
        Tell(page.Damaged);
        return new StoredBlocks([.. page.Blocks.Select(Decoded)], page.Through ?? load.After, page.IsLast);
    }

    private StateLocated Locate(LocateState locate)
    {
        var anchor = _store.AnchorHead?.Slot ?? 0;
        var slot = locate.Question switch
        {
            LoadStateBySlot(var asked) => asked,
            LoadStateByRoot(var root) => _store.SlotOfState(root),
            LoadStateByBlock(var root) when _store.AnchorHead is { } head && head.BlockRoot == root => head.Slot,
            LoadStateByBlock(var root) =>
                _store.GetBlock(root) is { } block && _store.GetFinalizedRoot(block.Slot) == root ? block.Slot : null,
            _ => null,
        };
        return new StateLocated(
            locate.Question,
            slot <= anchor ? slot : null,
            slot is { } from ? _store.FindSnapshot(from)?.Slot : null,
            _store.History?.Oldest ?? 0,
            anchor);
    }

    private SnapshotLoaded Snapshot(LoadSnapshot load) => new(
        load.AtOrBefore,
        _store.FindSnapshot(load.AtOrBefore) is { } found && _store.ReadSnapshot(found) is { } ssz
            ? new StateBytes(found.Slot, found.BlockRoot, found.Fork, ssz)
            : null);

    private FinalizedBlocks Finalized(LoadFinalized load)
    {
        var page = _store.FinalizedAfter(load.After, load.Count);
        Tell(page.Damaged);
        return new FinalizedBlocks(
            load.After,
            [.. page.Blocks.Select(row => (row.Root, NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, row.Root)))],
            page.IsLast,
            page.Damaged.Count > 0 ? page.Damaged[0] : null)
        {
            DamagedFrom = page.DamagedFrom,
        };
    }

    private void Tell(IReadOnlyList<string> damaged)
    {
        foreach (var name in damaged)
        {
            _log.Error("{0}; it is left out, and comes again from peers where it is wanted (`db verify` lists all that is damaged)", name);
        }
    }

    /// <summary>A block that cannot be read is left out, so that it does not stop those of other branches.</summary>
    private StoredBlock Decoded(StoredBlockRow row)
    {
        try
        {
            return new StoredBlock(row.Root, NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, row.Root), Envelope(row.Root));
        }
        catch (ChainStoreException e)
        {
            _log.Error("{0}; it is left out", e.Message);
            return new StoredBlock(row.Root, null, null);
        }
    }

    private AnchorLoaded Anchor()
    {
        var anchor = _store.Anchor ?? throw new ChainStoreException("the store has no anchor");
        var block = anchor.BlockSsz is { } ssz ? NodeStore.DecodeBlock(_spec, anchor.BlockFork, ssz, anchor.BlockRoot) : null;
        var checkpoint = new Checkpoint { Epoch = anchor.Epoch, Root = anchor.BlockRoot };
        return new AnchorLoaded(checkpoint, block, NodeStore.DecodeState(_spec, anchor), Envelope(anchor.BlockRoot));
    }

    /// <summary>What is stored under a root, or waits to be.</summary>
    private StoredBlock Load(Root root) => new(
        root,
        _writes.Commands.OfType<KeepBlock>().FirstOrDefault(keep => keep.Root == root)?.Block
            ?? (_store.GetBlock(root) is { } row ? NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, root) : null),
        Envelope(root));

    private SignedExecutionPayloadEnvelope? Envelope(Root root) =>
        _writes.Commands.OfType<KeepEnvelope>().FirstOrDefault(keep => keep.BlockRoot == root)?.Envelope
            ?? (_store.GetEnvelope(root) is { } row ? NodeStore.DecodeEnvelope(_spec, row) : null);
}
