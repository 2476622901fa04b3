using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Storage;

/// <summary>Owns the chain store, on the dispatcher for disks. It keeps nothing in memory: a restart loses the command that failed and nothing else.</summary>
public sealed class StorageActor : ReceiveActor
{
    private readonly ChainSpec _spec;
    private readonly IChainStore _store;

    /// <summary>An actor over a store that holds an anchor.</summary>
    public StorageActor(ChainSpec spec, IChainStore store)
    {
        _spec = spec;
        _store = store;
        Receive<KeepBlock>(OnBlock);
        Receive<KeepEnvelope>(OnEnvelope);
        Receive<KeepAnchor>(OnAnchor);
        Receive<LoadBlock>(load => Sender.Tell(Load(load.Root)));
        Receive<LoadRootBySlot>(load => Sender.Tell(new StoredRoot(load.Slot, _store.GetFinalizedRoot(load.Slot))));
        Receive<LoadBlocks>(OnLoadBlocks);
        Receive<LoadAnchor>(_ => Sender.Tell(Anchor()));
    }

    /// <summary>Props.</summary>
    public static Props Props(ChainSpec spec, IChainStore store) => Akka.Actor.Props.Create(() => new StorageActor(spec, store));

    private void OnBlock(KeepBlock command)
    {
        var slot = command.Block.Message.Slot;
        var fork = _spec.ForkAtSlot(slot);
        _store.PutBlock(new StoredBlockRow(command.Root, command.Block.Message.ParentRoot, slot, fork, command.Block.ToSsz(_spec.Ssz(fork))));
    }

    private void OnEnvelope(KeepEnvelope command)
    {
        var slot = command.Envelope.Message.Payload.SlotNumber;
        var fork = _spec.ForkAtSlot(slot);
        _store.PutEnvelope(new StoredEnvelopeRow(command.BlockRoot, slot, fork, command.Envelope.ToSsz(_spec.Ssz(fork))));
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
            ChainTo(command.Finalized.Root));
    }

    /// <summary>The roots from a block back to where the store's finalized chain ends.</summary>
    private List<Root> ChainTo(Root root)
    {
        var before = _store.Anchor?.Slot ?? 0;
        var roots = new List<Root> { root };
        while (_store.GetBlock(roots[^1]) is { } block && block.Slot > before)
        {
            roots.Add(block.ParentRoot);
        }

        return roots;
    }

    private void OnLoadBlocks(LoadBlocks load)
    {
        var rows = _store.BlocksAfter(load.After).Skip(load.Skip).Take(load.Count + 1).ToArray();
        Sender.Tell(new StoredBlocks([.. rows.Take(load.Count).Select(row => Load(row.Root))], rows.Length <= load.Count));
    }

    private AnchorLoaded Anchor()
    {
        var anchor = _store.Anchor ?? throw new ChainStoreException("the store has no anchor");
        var block = anchor.BlockSsz is { } ssz ? NodeStore.DecodeBlock(_spec, anchor.BlockFork, ssz, anchor.BlockRoot) : null;
        var checkpoint = new Checkpoint { Epoch = anchor.Epoch, Root = anchor.BlockRoot };
        return new AnchorLoaded(checkpoint, block, NodeStore.DecodeState(_spec, anchor), Envelope(anchor.BlockRoot));
    }

    private StoredBlock Load(Root root) => new(
        root,
        _store.GetBlock(root) is { } row ? NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, root) : null,
        Envelope(root));

    private SignedExecutionPayloadEnvelope? Envelope(Root root) =>
        _store.GetEnvelope(root) is { } row ? NodeStore.DecodeEnvelope(_spec, row) : null;
}
