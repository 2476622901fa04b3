namespace Consensoor.Actors.Chain;

/// <summary>
/// How sparingly post-states are kept, by step, the least useful first: at first ever fewer of those far behind the head and of other
/// branches than the head's, then of the head's own last slots, at last none but what something stands on.
/// </summary>
internal sealed class StateThrift(int density, int recent)
{
    // The steps before the last slots of the head's chain are touched.
    private const int StepsOnOthers = 3;

    /// <summary>The step in which nothing stays that nobody needs.</summary>
    public int Last { get; } = StepsOnOthers + int.Log2(recent) + 2;

    /// <summary>The blocks, by root, whose states stay in a step; of those that have one.</summary>
    public IReadOnlySet<Root> Choose(int step, IReadOnlyCollection<(Root Root, Slot Slot, bool IsHeads)> blocks, Slot head)
    {
        var stay = new HashSet<Root>();
        if (step >= Last)
        {
            return stay;
        }

        var thinned = Math.Max(1, density >> step);
        var ownRecent = Math.Max(1, recent >> Math.Max(0, step - StepsOnOthers));
        stay.UnionWith(Choose(new StateRetention(thinned, ownRecent), blocks, isHeads: true, head));
        var othersRecent = recent >> Math.Min(2 * step, 31);
        if (othersRecent > 0 || step == 0)
        {
            stay.UnionWith(Choose(new StateRetention(thinned, othersRecent), blocks, isHeads: false, head));
        }

        return stay;
    }

    private static IReadOnlySet<Root> Choose(
        StateRetention retention, IEnumerable<(Root Root, Slot Slot, bool IsHeads)> blocks, bool isHeads, Slot head) =>
        retention.Choose(blocks.Where(block => block.IsHeads == isHeads).Select(static block => (block.Root, block.Slot)), head);
}
