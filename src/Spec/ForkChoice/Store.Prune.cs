using System.Runtime.InteropServices;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

public sealed partial class Store
{
    /// <summary>
    /// Forgets what can no longer matter, so that memory follows what is not finalized: blocks that do not descend from the finalized one, older checkpoint states, votes for forgotten blocks,
    /// inclusion lists past their retention. The specification never forgets; no result changes but those that ask for forgotten blocks, which become refusals as for unknown ones.
    /// Returns the forgotten blocks. For once an epoch; O(blocks + validators).
    /// </summary>
    public IReadOnlyList<StoreBlock> Prune()
    {
        InclusionLists.Prune(Misc.SaturatingSub(StoreTime.GetCurrentSlot(this), Config.MinSlotsForInclusionListsRequests));
        if (!_blocks.TryGetValue(FinalizedCheckpoint.Root, out var finalized))
        {
            return [];
        }

        foreach (var checkpoint in _checkpointStates.Keys.Where(checkpoint => checkpoint.Epoch < FinalizedCheckpoint.Epoch && checkpoint != JustifiedCheckpoint).ToArray())
        {
            _checkpointStates.Remove(checkpoint);
        }

        if (finalized.Parent is null)
        {
            return [];
        }

        var kept = new HashSet<StoreBlock> { finalized };
        var forgotten = new List<StoreBlock>();
        foreach (var block in CollectionsMarshal.AsSpan(_order))
        {
            if (block.Parent is { } parent && kept.Contains(parent))
            {
                kept.Add(block);
            }
            else if (block != finalized)
            {
                forgotten.Add(block);
            }
        }

        finalized.Detach();
        Keep(kept.Contains);
        foreach (ref var message in _latestMessages.AsSpan())
        {
            if (message is { } vote && !_blocks.ContainsKey(vote.Root))
            {
                message = null;
            }
        }

        return forgotten;
    }
}
