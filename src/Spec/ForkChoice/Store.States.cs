using System.Buffers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>Which blocks have their states, and how those stand on each other.</summary>
public sealed partial class Store
{
    /// <summary>
    /// The blocks whose states are here, parents before children, each with the place in this list of the nearest below it; -1 for the
    /// oldest, whose state is never let go. O(blocks).
    /// </summary>
    public IReadOnlyList<(StoreBlock Block, int Below)> KeptStates()
    {
        var kept = new List<(StoreBlock Block, int Below)>();
        var places = ArrayPool<int>.Shared.Rent(_order.Count);
        foreach (var block in _order)
        {
            var below = block.Parent is { } parent ? places[parent.Position] : -1;
            places[block.Position] = below;
            if (block.KeptState is not null)
            {
                places[block.Position] = kept.Count;
                kept.Add((block, below));
            }
        }

        ArrayPool<int>.Shared.Return(places);
        return kept;
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
}
