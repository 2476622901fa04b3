using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <summary>
/// One step of a backfill: finds the newest block below a slot, in memory or storage, and asks storage for it and those below, one after
/// the other, until <see cref="Found"/> has enough. Used on the thread of the actor that storage answers.
/// </summary>
internal sealed class BackfillWalk(ChainSpec spec, int batch, Slot floor, IActorRef storage)
{
    private Slot _probe;
    private Slot _oldest;

    /// <summary>Says where a step stands after an answer.</summary>
    public enum Stage
    {
        /// <summary>Storage was asked for more, or the answer was to nothing of this step.</summary>
        GoesOn,
        /// <summary>There are no blocks below.</summary>
        IsEmpty,
        /// <summary>Enough blocks were looked at.</summary>
        IsDone,
    }

    /// <summary>What was found so far.</summary>
    public SidecarBackfill Found { get; } = new(spec, batch, floor);

    /// <summary>Begins below a slot, at the head's chain at most; storage has blocks from the slot <paramref name="oldest"/> on.</summary>
    public void Begin(Slot from, ChainView view, Slot oldest)
    {
        (_probe, _oldest) = (Math.Min(from - 1, view.Head.Slot), Math.Max(floor, oldest));
        if (_probe >= view.OldestSlot)
        {
            var index = view.Canonical.IndexAtOrBefore(_probe);
            Walk(index < 0 ? view.Head.Root : view.Canonical[index].Root);
        }
        else
        {
            storage.Tell(new LoadRootBySlot(_probe));
        }
    }

    /// <summary>Storage said which block a slot has: the walk begins there, or a slot below is tried.</summary>
    public Stage Take(StoredRoot stored)
    {
        if (Found is not { Next: null, Reached: null } || stored.Slot != _probe)
        {
            return Stage.GoesOn;
        }

        if (stored.Root is { } root)
        {
            Walk(root);
        }
        else if (_probe <= _oldest)
        {
            return Stage.IsEmpty;
        }
        else
        {
            storage.Tell(new LoadRootBySlot(--_probe));
        }

        return Stage.GoesOn;
    }

    /// <summary>Storage gave a block, of which these sidecars are kept and those are needed.</summary>
    public Stage Take(StoredBlock stored, Func<Root, ColumnSet> keptOf, Func<StoredBlock, ColumnSet> neededOf)
    {
        if (Found.Next is not { } next || next != stored.Root)
        {
            return Stage.GoesOn;
        }

        Found.Take(stored, keptOf(stored.Root), neededOf(stored));
        if (Found.IsFull)
        {
            return Stage.IsDone;
        }

        storage.Tell(new LoadBlock(Found.Next!.Value));
        return Stage.GoesOn;
    }

    private void Walk(Root root)
    {
        Found.Begin(root);
        storage.Tell(new LoadBlock(root));
    }
}
