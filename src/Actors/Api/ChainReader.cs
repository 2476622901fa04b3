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
    /// <summary>How many slots after a block its child on the finalized chain is looked for in.</summary>
    public const ulong MostEmptySlots = 64;

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

    /// <summary>
    /// Finds the blocks of a slot, or on a parent, or both: all that the view knows, and behind it those of the finalized chain, of which
    /// the child of a block is looked for in <see cref="MostEmptySlots"/> slots.
    /// </summary>
    public async Task<IReadOnlyList<ChainLookup>> Find(Slot? slot, Root? parent)
    {
        var view = View;
        var roots = view.Blocks.Values
            .Where(block => (slot ?? block.Slot) == block.Slot && (parent ?? block.ParentRoot) == block.ParentRoot)
            .Select(static block => block.Root).Order().ToList();
        var (first, last) = slot is { } at ? (at, at) : (0UL, 0UL);
        if (slot is null)
        {
            first = await Block(new ApiId.ByRoot(parent!.Value)) is { Block.Message.Slot: var below } ? below + 1 : 1;
            last = first == 1 && genesis?.BlockRoot != parent ? 0 : Math.Min(first + MostEmptySlots, view.CurrentSlot);
        }

        for (var behind = first; behind <= last && behind < view.OldestSlot; behind++)
        {
            if (await CanonicalRoot(behind) is { } root)
            {
                roots.Add(root);
                break;
            }
        }

        var found = new List<ChainLookup>();
        foreach (var root in roots.Distinct())
        {
            if (await Block(new ApiId.ByRoot(root)) is { Block: { Message: var block } } lookup
                && (parent ?? block.ParentRoot) == block.ParentRoot)
            {
                found.Add(lookup);
            }
        }

        if (slot == Spec.Constants.GenesisSlot && parent is null && found.Count == 0 && await Block(new ApiId.Genesis()) is { } origin)
        {
            found.Add(origin);
        }

        return found;
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
