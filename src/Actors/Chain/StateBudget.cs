using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Chain;

/// <summary>
/// What the post-states of blocks take in memory, and which of them stay within a budget in bytes. States share what did not change, so
/// that one costs what it has beyond the nearest one below it that stays; what two branches have alike and the block below them has not
/// counts twice. What something stands on stays in any case, so that the budget may be exceeded by that alone.
/// </summary>
internal sealed class StateBudget(StateThrift thrift, long budget)
{
    // Bytes of a registry's states by default: 2 GiB at a million validators, and never less than 256 MiB.
    private const long LeastBytes = 256L << 20;
    private const long BytesPerValidator = 2_148;

    private Dictionary<(Root Root, Root Below), long> _costs = [];
    private long _floor;

    /// <summary>The bytes that states take, as far as they were counted.</summary>
    public long Bytes { get; private set; }

    /// <summary>The bytes that they may take.</summary>
    public long Budget { get; private set; } = budget;

    /// <summary>How sparing the last choice was, from 0 on.</summary>
    public int Step { get; private set; }

    /// <summary>How often a state was compared with the one below it for a choice, which costs a walk over what they hold.</summary>
    public long Comparisons { get; private set; }

    /// <summary>True where states have been added beyond the budget and letting others go may help.</summary>
    public bool IsExceeded => Bytes > Budget && Bytes > _floor + (_floor / 8);

    /// <summary>The budget of the setting in MiB; 0 is by the validators there are.</summary>
    public static long BytesOf(int mebibytes, int validators) =>
        mebibytes > 0 ? (long)mebibytes << 20 : Math.Max(LeastBytes, BytesPerValidator * validators);

    /// <summary>
    /// The bytes that states take beside those of blocks, each over the one of a block that it stands on, or over the one before it by slot
    /// where it has more in common with that.
    /// </summary>
    public static long Beside(IEnumerable<(BeaconState State, BeaconState? Below)> states)
    {
        var bytes = 0L;
        BeaconState? last = null;
        foreach (var (state, below) in states.OrderBy(static made => made.State.Slot))
        {
            if (!ReferenceEquals(state, last) && !ReferenceEquals(state, below))
            {
                bytes += last is null ? state.BytesOver(below) : Math.Min(state.BytesOver(below), state.BytesOver(last));
                last = state;
            }
        }

        return bytes;
    }

    /// <summary>Counts a state that has come, over that of the block below it.</summary>
    public void Add(BeaconState state, BeaconState? below) => Bytes += below is null ? 0 : state.BytesOver(below);

    /// <summary>
    /// Chooses the states that stay of those that are there, each with the nearest below it (<see cref="Store.KeptStates"/>), beside others
    /// that take so many bytes. What was given up while memory was short is not given up for ever: where half of the budget is enough, the
    /// next states are kept less sparingly.
    /// </summary>
    public IReadOnlySet<Root> Choose(
        IReadOnlyList<(StoreBlock Block, int Below)> kept,
        Predicate<StoreBlock> isHeads,
        Predicate<StoreBlock> stays,
        Slot head,
        long others)
    {
        var blocks = kept.Select(entry => (entry.Block.Root, entry.Block.Slot, isHeads(entry.Block))).ToList();
        Step = Step > 0 && Bytes < Budget / 2 ? Step - 1 : Step;
        while (true)
        {
            var stay = thrift.Choose(Step, blocks, head);
            var bytes = others + Weigh(kept, block => stay.Contains(block.Root) || stays(block));
            if (bytes <= Budget || Step == thrift.Last)
            {
                (Bytes, _floor) = (bytes, bytes);
                Forget(kept);
                return stay;
            }

            Step++;
        }
    }

    /// <summary>What was counted of some states, and of those over them, holds no more, as they have let something go.</summary>
    public void CountAnew(Predicate<Root> ofRoot) => _costs = _costs
        .Where(cost => !ofRoot(cost.Key.Root) && !ofRoot(cost.Key.Below))
        .ToDictionary();

    private long Weigh(IReadOnlyList<(StoreBlock Block, int Below)> kept, Predicate<StoreBlock> stays)
    {
        // Of each that goes, the nearest below it that stays.
        var nearest = new int[kept.Count];
        var bytes = 0L;
        for (var i = 0; i < kept.Count; i++)
        {
            var (block, below) = kept[i];
            var under = below < 0 ? -1 : nearest[below];
            if (block.Parent is not null && !stays(block))
            {
                nearest[i] = under;
                continue;
            }

            nearest[i] = i;
            bytes += CostOf(block, under < 0 ? null : kept[under].Block);
        }

        return bytes;
    }

    private long CostOf(StoreBlock block, StoreBlock? below)
    {
        var pair = (block.Root, below?.Root ?? default);
        if (!_costs.TryGetValue(pair, out var bytes))
        {
            Comparisons++;
            _costs[pair] = bytes = block.KeptState!.BytesOver(below?.KeptState);
        }

        return bytes;
    }

    private void Forget(IReadOnlyList<(StoreBlock Block, int Below)> kept)
    {
        var roots = kept.Select(static entry => entry.Block.Root).ToHashSet();
        _costs = _costs
            .Where(cost => roots.Contains(cost.Key.Root) && (cost.Key.Below == default || roots.Contains(cost.Key.Below)))
            .ToDictionary();
    }
}
