using Akka.Actor;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>
/// Answers HTTP requests about the chain from its last view, and what is no longer in memory from storage; the one place where Ask is used,
/// at the edge and with a deadline.
/// </summary>
public sealed class ChainReader(LatestView latest, ICanTell chain, ICanTell storage, ChainGenesis genesis)
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
            case ApiId.BySlot(var first) when first == genesis.State.Slot:
            case ApiId.ByRoot(var known) when known == genesis.BlockRoot:
                // It is final from the start, and no longer in the store of the chain after that has moved on.
                return new ChainLookup(
                    genesis.BlockRoot, genesis.Block, genesis.State, null, IsCanonical: true, IsFinalized: true, IsOptimistic: false);
            case ApiId.ByRoot(var root):
                return await ByRoot(root);
            case ApiId.BySlot(var slot):
                if (View.LookupAt(slot) is { } canonical)
                {
                    return await Whole(canonical);
                }

                var stored = await storage.Ask<StoredRoot>(new LoadRootBySlot(slot), Deadline);
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

    /// <summary>The state of a state id, as long as it is in memory; null where not.</summary>
    public async Task<(BeaconState State, Certainty Certainty)?> State(ApiId id)
    {
        var lookup = id is not ApiId.ByRoot(var stateRoot) ? await Block(id)
            : stateRoot == genesis.Block.Message.StateRoot ? await Block(new ApiId.Genesis())
            : View.LookupByState(stateRoot);
        return lookup?.State is { } state ? (state, Certainty.Of(lookup)) : null;
    }

    private async Task<ChainLookup?> ByRoot(Root root)
    {
        if (root == genesis.BlockRoot)
        {
            return await Block(new ApiId.Genesis());
        }

        if (View.Lookup(root) is { } known)
        {
            return await Whole(known);
        }

        if (await Stored(root) is not { Block: { } block } stored)
        {
            return null;
        }

        // Storage knows blocks of other branches too, until finality passes them, and those that the execution layer found invalid.
        var slot = new LoadRootBySlot(block.Message.Slot);
        var isFinal = await storage.Ask<object>(slot, Deadline) is StoredRoot { Root: { } final } && final == root;
        return new ChainLookup(root, block, null, stored.Envelope, IsCanonical: isFinal, IsFinalized: isFinal, IsOptimistic: false);
    }

    /// <summary>Fetches the body of a block from storage where the view has it no more.</summary>
    private async Task<ChainLookup?> Whole(ChainLookup known)
    {
        if (known.Block is not null)
        {
            return known;
        }

        var stored = await Stored(known.Root);
        return stored?.Block is null ? null : known with { Block = stored.Block, Envelope = stored.Envelope };
    }

    private async Task<StoredBlock?> Stored(Root root) =>
        await storage.Ask<object>(new LoadBlock(root), Deadline) as StoredBlock;
}
