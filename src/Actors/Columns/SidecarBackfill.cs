using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <summary>
/// Goes back over the blocks before all sidecars were kept, a few at a time, and says which of them are missing of each
/// (`fulu/validator.md#validator-custody`, and blobs before fulu). It goes from a block to its parent, so that empty slots and blocks that
/// are not stored are told apart; what is complete is known block by block.
/// </summary>
internal sealed class SidecarBackfill(ChainSpec spec, int batch, Slot floor)
{
    private readonly List<(Root Root, SignedBeaconBlock Block, ColumnSet Missing)> _blocks = [];
    private int _walked;

    /// <summary>The block to be looked at next; null before the first and behind the last.</summary>
    public Root? Next { get; private set; }

    /// <summary>True where enough blocks were looked at, or there are no more.</summary>
    public bool IsFull => Next is null || _blocks.Count >= batch || _walked >= 16 * batch;

    /// <summary>True where the walk came to the floor, or to genesis.</summary>
    public bool IsAtFloor { get; private set; }

    /// <summary>The slot of the last block that was looked at; null before the first.</summary>
    public Slot? Reached { get; private set; }

    /// <summary>The blocks of which sidecars are missing, the newest first.</summary>
    public IReadOnlyList<(Root Root, SignedBeaconBlock Block, ColumnSet Missing)> Blocks => _blocks;

    /// <summary>Begins with a block, or goes on behind those that are complete.</summary>
    public void Begin(Root root)
    {
        _blocks.Clear();
        (Next, _walked) = (root, 0);
    }

    /// <summary>
    /// Takes a block with the sidecars that are kept of it and those that should be; a payload that never was part of the chain owes none.
    /// </summary>
    public void Take(StoredBlock stored, ColumnSet kept, ColumnSet needed)
    {
        if (stored.Block is not { } block || stored.Root != Next)
        {
            // It is not stored: the walk ends above it, until it is.
            Next = null;
            return;
        }

        var message = block.Message;
        if (message.Slot < floor || message.Slot == 0)
        {
            (Next, IsAtFloor) = (null, true);
            return;
        }

        _walked++;
        Reached = message.Slot;
        Next = message.ParentRoot;
        var missing = needed.Except(kept);
        if (DataColumnSidecars.CommitmentsOf(message.Body) is { Count: > 0 } && IsPartOfChain(stored) && !missing.IsEmpty)
        {
            _blocks.Add((stored.Root, block, missing));
        }
    }

    /// <summary>Looks anew what is missing of the blocks that lacked something, without a walk.</summary>
    public void LookAgain(Func<Root, ColumnSet> keptOf, Func<SignedBeaconBlock, ColumnSet> neededOf)
    {
        for (var i = 0; i < _blocks.Count; i++)
        {
            _blocks[i] = _blocks[i] with { Missing = neededOf(_blocks[i].Block).Except(keptOf(_blocks[i].Root)) };
        }

        _blocks.RemoveAll(static block => block.Missing.IsEmpty);
    }

    /// <summary>
    /// The first slot from which on all is here, by what is missing now: the slot behind the newest block that lacks something, or the last
    /// block's where none does; null where nothing was gained.
    /// </summary>
    public Slot? CompleteFrom(Func<Root, ColumnSet> keptOf)
    {
        foreach (var (root, block, missing) in _blocks)
        {
            if (!missing.IsSubsetOf(keptOf(root)))
            {
                return block.Message.Slot + 1;
            }
        }

        return IsAtFloor ? floor : Reached;
    }

    private bool IsPartOfChain(StoredBlock stored) =>
        stored.Envelope is not null || spec.ForkAtSlot(stored.Block!.Message.Slot) < ForkName.Gloas;
}
