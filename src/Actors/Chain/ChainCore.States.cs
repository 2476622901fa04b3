using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Post-states: which stay in memory while nothing is finalized (<see cref="StateRetention"/>). What needs one that was let go has a worker
/// make it again.
/// </summary>
public sealed partial class ChainCore
{
    private readonly StateRetention _retention;

    /// <summary>Lets post-states go that need not stay, here and in the view.</summary>
    private void LetStatesGo()
    {
        var kept = _store.Blocks.Values
            .Where(static block => block.KeptState is not null)
            .Select(static block => (block.Root, block.Slot))
            .ToList();
        var stay = _retention.Choose(kept, _head?.Slot ?? kept.Max(static block => block.Slot));
        if (stay.Count == kept.Count || _store.LetStatesGo(block => stay.Contains(block.Root)) == 0)
        {
            return;
        }

        foreach (var (root, _) in kept)
        {
            if (!stay.Contains(root) && _store.Blocks[root] is { KeptState: null } block)
            {
                Note(block);
            }
        }

        Show();
    }
}
