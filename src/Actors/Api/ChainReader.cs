using Akka.Actor;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>
/// Answers HTTP requests about the chain from its last view, and what is no longer in memory from storage; the one place where Ask is used,
/// at the edge and with a deadline.
/// </summary>
public sealed class ChainReader(LatestView latest, ICanTell chain, ICanTell storage, ChainGenesis? genesis)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>The chain as it was last published; throws <see cref="ChainNotLoadedException"/> before there is a head.</summary>
    public ChainView View => latest.Current;

    /// <summary>Asks the chain actor for the head.</summary>
    public HeadSnapshot Head => View.Head;

    /// <summary>The fork-choice store, with weights.</summary>
    public Task<ForkChoiceDump> ForkChoice() => chain.Ask<ForkChoiceDump>(new GetForkChoiceDump(), Deadline);

    /// <summary>What is known of a block id, from the view or, behind finality, from disk; null where nothing.</summary>
    public async Task<ChainLookup?> Block(ApiId id)
    {
        switch (id)
        {
            case ApiId.Genesis:
            case ApiId.BySlot(var first) when first == Spec.Constants.GenesisSlot:
            case ApiId.ByRoot(var known) when known == genesis?.BlockRoot:
                // It is final from the start, and no longer in the store of the chain after that has moved on.
                return genesis is null ? null : new ChainLookup(
                    genesis.BlockRoot, genesis.Block, genesis.State, null, IsCanonical: true, IsFinalized: true, IsOptimistic: false);
            case ApiId.ByRoot(var root):
                return await ByRoot(root);
            case ApiId.BySlot(var slot):
                if (View.LookupAt(slot) is { } canonical)
                {
                    return await Whole(canonical);
                }

                var stored = await Stored<StoredRoot>(new LoadRootBySlot(slot));
                return stored.Root is { } found ? await ByRoot(found) : null;
            default:
                var view = View;
                return await ByRoot(id switch
                {
                    ApiId.Finalized => view.FinalizedCheckpoint.Root,
                    ApiId.Justified => view.JustifiedCheckpoint.Root,
                    _ => view.Head.Root,
                });
        }
    }

    /// <summary>The block of a slot on the head's chain, from the view or, behind finality, from disk; null where there is none.</summary>
    public async Task<Root?> CanonicalRoot(Slot slot)
    {
        var canonical = View.Canonical;
        if (canonical.IndexAtOrBefore(slot) is >= 0 and var index)
        {
            return canonical[index].Slot == slot ? canonical[index].Root : null;
        }

        return (await Stored<StoredRoot>(new LoadRootBySlot(slot))).Root;
    }

    /// <summary>The state of a state id, as long as it is in memory; null where not.</summary>
    public async Task<(BeaconState State, Certainty Certainty)?> State(ApiId id)
    {
        var lookup = id is not ApiId.ByRoot(var stateRoot) ? await Block(id)
            : stateRoot == genesis?.Block.Message.StateRoot ? await Block(new ApiId.Genesis())
            : View.LookupByState(stateRoot);
        return lookup?.State is { } state ? (state, Certainty.Of(lookup)) : null;
    }

    private async Task<ChainLookup?> ByRoot(Root root)
    {
        if (root == genesis?.BlockRoot)
        {
            return await Block(new ApiId.Genesis());
        }

        if (View.Lookup(root) is { } known)
        {
            return await Whole(known);
        }

        if (await Stored<StoredBlock>(new LoadBlock(root)) is not { Block: { } block } stored)
        {
            return null;
        }

        // Storage knows blocks of other branches too, until finality passes them, and those that the execution layer found invalid.
        var isFinal = (await Stored<StoredRoot>(new LoadRootBySlot(block.Message.Slot))).Root == root;
        return new ChainLookup(root, block, null, stored.Envelope, IsCanonical: isFinal, IsFinalized: isFinal, IsOptimistic: false);
    }

    /// <summary>Fetches the body of a block from storage where the view has it no more.</summary>
    private async Task<ChainLookup?> Whole(ChainLookup known)
    {
        if (known.Block is not null)
        {
            return known;
        }

        var stored = await Stored<StoredBlock>(new LoadBlock(known.Root));
        return stored.Block is null ? null : known with { Block = stored.Block, Envelope = stored.Envelope };
    }

    /// <summary>Asks storage; throws <see cref="ChainStoreException"/> where it cannot read the answer.</summary>
    private async Task<T> Stored<T>(IStorageCommand question) => await storage.Ask<object>(question, Deadline) switch
    {
        T answer => answer,
        StorageFailed failed => throw new ChainStoreException(failed.Reason),
        var other => throw new InvalidOperationException($"storage answered {other.GetType().Name}"),
    };
}
