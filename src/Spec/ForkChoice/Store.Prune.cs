using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>How blocks leave the store, and with them whatever names them.</summary>
public sealed partial class Store
{
    /// <summary>
    /// Forgets what can no longer matter, so that memory follows what is not finalized: blocks that do not descend from the finalized one,
    /// older checkpoint states, inclusion lists past their retention. Where the finalized and the justified checkpoints are of different
    /// branches (a third of the validators broke the rules), the last block that all of them share is the oldest kept. The specification
    /// never forgets; no result changes but those that ask for forgotten blocks, which become refusals as for unknown ones. Returns the
    /// forgotten blocks. For once an epoch; O(blocks).
    /// </summary>
    public IReadOnlyList<StoreBlock> Prune()
    {
        PruneInclusionLists();
        foreach (var checkpoint in _checkpointStates.Keys
            .Where(checkpoint => checkpoint.Epoch < FinalizedCheckpoint.Epoch && checkpoint != JustifiedCheckpoint).ToArray())
        {
            _checkpointStates.Remove(checkpoint);
        }

        var oldest = OldestNeeded();
        if (oldest.Parent is null)
        {
            return [];
        }

        var kept = new HashSet<StoreBlock> { oldest };
        foreach (var block in _order)
        {
            if (block.Parent is { } parent && kept.Contains(parent))
            {
                kept.Add(block);
            }
        }

        oldest.Detach();
        return Keep(kept.Contains);
    }

    /// <summary>
    /// Lets the body of a block go, with the payload that came apart; the caller has them elsewhere, and brings them back by
    /// <see cref="StoreBlock.KeepBody"/>. Those of the oldest block and of blocks that checkpoints name stay. True where it went.
    /// </summary>
    public bool LetBodyGo(StoreBlock block) => !IsNamed(block) && block.LetBodyGo();

    /// <summary>
    /// True for a block that one of the four checkpoints names: it may be asked for at any moment, and its state and body stay.
    /// </summary>
    public bool IsNamed(StoreBlock block) =>
        block.Root == JustifiedCheckpoint.Root
        || block.Root == FinalizedCheckpoint.Root
        || block.Root == UnrealizedJustifiedCheckpoint.Root
        || block.Root == UnrealizedFinalizedCheckpoint.Root;

    /// <summary>Forgets the inclusion lists of slots that nobody may ask for any more.</summary>
    internal void PruneInclusionLists() =>
        InclusionLists.Prune(Misc.SaturatingSub(StoreTime.GetCurrentSlot(this), Config.MinSlotsForInclusionListsRequests));

    /// <summary>True where a block is the justified or finalized one or below it, so that the store cannot do without it.</summary>
    internal bool IsNeeded(StoreBlock block) =>
        IsAtOrAbove(_blocks[JustifiedCheckpoint.Root], block) || IsAtOrAbove(_blocks[FinalizedCheckpoint.Root], block);

    /// <summary>Takes blocks, and all on top of them, out of the store. None of them may be needed (<see cref="IsNeeded"/>).</summary>
    internal void Remove(IReadOnlyCollection<StoreBlock> blocks)
    {
        var removed = blocks.ToHashSet();
        foreach (var candidate in _order)
        {
            if (candidate.Parent is { } parent && removed.Contains(parent))
            {
                removed.Add(candidate);
            }
        }

        Keep(candidate => !removed.Contains(candidate));
    }

    private static bool IsAtOrAbove(StoreBlock block, StoreBlock ancestor)
    {
        while (block.Depth > ancestor.Depth)
        {
            block = block.Skip is { } skip && skip.Depth >= ancestor.Depth ? skip : block.Parent!;
        }

        return block == ancestor;
    }

    /// <summary>The finalized block, or the last that it shares with what is, or may become, justified or finalized.</summary>
    private StoreBlock OldestNeeded()
    {
        var oldest = _blocks[FinalizedCheckpoint.Root];
        foreach (var checkpoint in (ReadOnlySpan<Checkpoint>)[
            JustifiedCheckpoint,
            UnrealizedJustifiedCheckpoint,
            UnrealizedFinalizedCheckpoint
        ])
        {
            var block = _blocks[checkpoint.Root];
            while (oldest.Parent is { } parent && !IsAtOrAbove(block, oldest))
            {
                oldest = parent;
            }
        }

        // All others are made again from the oldest one's state, so that it is one that has its own.
        while (oldest.Parent is { } below && (oldest.KeptState is null || oldest.KeptBlock is null))
        {
            oldest = below;
        }

        return oldest;
    }

    /// <summary>
    /// The one place where blocks leave the store: everything that names one of them goes, or names another from here on.
    /// </summary>
    private List<StoreBlock> Keep(Predicate<StoreBlock> keep)
    {
        var kept = new List<StoreBlock>(_order.Count);
        var gone = new List<StoreBlock>();
        foreach (var block in _order)
        {
            if (keep(block))
            {
                block.Settle(kept.Count);
                kept.Add(block);
                continue;
            }

            block.Parent?.Disown(block);
            _blocks.Remove(block.Root);
            _withStates.Remove(block);
            LatestMessages.Close(block);
            gone.Add(block);
        }

        _order = kept;
        (_ofPrevious, _ofCurrent) = (0, 0);
        ForgetNamesOfRemoved();
        Tree.Moved();
        return gone;
    }

    // Votes stay: one for a block that is gone counts for nothing, but goes on outranking the voter's older ones, as the specification has
    // it.
    private void ForgetNamesOfRemoved()
    {
        if (!_blocks.ContainsKey(ProposerBoostRoot))
        {
            ProposerBoostRoot = default;
        }

        foreach (var checkpoint in _checkpointStates.Keys.Where(checkpoint => !_blocks.ContainsKey(checkpoint.Root)).ToArray())
        {
            _checkpointStates.Remove(checkpoint);
        }

        if (_blocks.ContainsKey(UnrealizedJustifiedCheckpoint.Root) && _blocks.ContainsKey(UnrealizedFinalizedCheckpoint.Root))
        {
            return;
        }

        // What the blocks that are left say, as if only they had come.
        UnrealizedJustifiedCheckpoint = JustifiedCheckpoint;
        UnrealizedFinalizedCheckpoint = FinalizedCheckpoint;
        foreach (var block in _order)
        {
            UpdateUnrealizedCheckpoints(block.UnrealizedJustification, block.UnrealizedFinalization);
        }
    }
}
