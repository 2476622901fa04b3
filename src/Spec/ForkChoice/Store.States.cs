namespace Consensoor.Spec.ForkChoice;

/// <summary>Which blocks have their states, and how those stand on each other.</summary>
public sealed partial class Store
{
    private readonly HashSet<StoreBlock> _withStates = [];

    /// <summary>
    /// The blocks whose states are here, parents before children, each with the place in this list of the nearest below it; -1 for the
    /// oldest, whose state is never let go. Costs what there are of them, whatever the number of blocks; of branches side by side more.
    /// </summary>
    public IReadOnlyList<(StoreBlock Block, int Below)> KeptStates()
    {
        var blocks = _withStates.ToArray();
        Array.Sort(blocks, static (one, other) => one.Position.CompareTo(other.Position));
        var kept = new List<(StoreBlock Block, int Below)>(blocks.Length);
        foreach (var block in blocks)
        {
            // Of blocks in one chain the later is the nearer; mostly it is the one before.
            var below = kept.Count - 1;
            for (; below >= 0 && !IsAtOrAbove(block, kept[below].Block); below--)
            {
                BlocksLookedAt++;
            }

            BlocksLookedAt++;
            kept.Add((block, below));
        }

        return kept;
    }

    /// <summary>
    /// Lets the post-states of blocks go that need not be kept, so that memory is bounded where nothing is finalized; they are made again
    /// when asked for. That of the oldest block stays, and those of the justified and finalized one. Returns how many went.
    /// </summary>
    public int LetStatesGo(Predicate<StoreBlock> keep)
    {
        BlocksLookedAt += _withStates.Count;
        return _withStates.RemoveWhere(block => !IsNamed(block) && !keep(block) && block.LetStateGo());
    }

    /// <summary>
    /// Lets states of checkpoints go, the oldest first, until so many stay besides those of the justified and the finalized one; they are
    /// made again when asked for.
    /// </summary>
    public void LetCheckpointStatesGo(int stay)
    {
        foreach (var gone in _checkpointStates.Keys
            .Where(kept => kept != JustifiedCheckpoint && kept != FinalizedCheckpoint)
            .OrderByDescending(static kept => kept.Epoch)
            .Skip(stay)
            .ToArray())
        {
            _checkpointStates.Remove(gone);
        }
    }

    /// <summary>Notes that the state of a block is here; of one that has left the store nothing is noted.</summary>
    internal void KeptState(StoreBlock block)
    {
        if (_blocks.GetValueOrDefault(block.Root) == block)
        {
            _withStates.Add(block);
        }
    }
}
