using System.Collections.Immutable;
using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>
/// The blocks that the circuit breaker counts: those of the view, and of the finalized chain, which leaves the view, those of the last
/// slots and one before them, so that finality makes nobody forget. Immutable. Knows what it was shown: nothing behind the finality that
/// a node begins with.
/// </summary>
internal sealed class CountedChain
{
    private readonly ImmutableDictionary<Root, ChainBlock> _blocks;
    private readonly ImmutableDictionary<Root, CountedBlock> _behind;
    private readonly Slot _oldest;

    private CountedChain(
        ImmutableDictionary<Root, ChainBlock> blocks, ImmutableDictionary<Root, CountedBlock> behind, Slot oldest) =>
        (_blocks, _behind, _oldest) = (blocks, behind, oldest);

    /// <summary>The chain of which nothing is known.</summary>
    public static CountedChain Empty { get; } =
        new(ImmutableDictionary<Root, ChainBlock>.Empty, ImmutableDictionary<Root, CountedBlock>.Empty, 0);

    /// <summary>Counts the blocks that are remembered beside the view: one for each slot of a window at most, and one before it.</summary>
    public int Behind => _behind.Count;

    /// <summary>
    /// Goes over to the blocks of a view in a slot, the oldest of whose chain is said; of those that leave, what that one stands on is
    /// remembered for a window of slots. Costs as much as leaves.
    /// </summary>
    public CountedChain Follow(ImmutableDictionary<Root, ChainBlock> blocks, (Slot Slot, Root Root) oldest, Slot slot, ulong window)
    {
        if (oldest.Slot <= _oldest)
        {
            return new CountedChain(blocks, _behind, _oldest);
        }

        var behind = _behind.ToBuilder();
        for (var left = Parent(blocks.GetValueOrDefault(oldest.Root));
            left is not null && behind.TryAdd(left.Root, CountedBlock.Of(left)) && left.Slot + window >= slot;
            left = Parent(left))
        {
        }

        // The one before the window bounds the empty slots in front of the first that is in it.
        var before = behind.Values.Where(block => block.Slot + window < slot).Select(static block => block.Slot).DefaultIfEmpty().Max();
        behind.RemoveRange(behind.Where(one => one.Value.Slot < before).Select(static one => one.Key).ToArray());
        return new CountedChain(blocks, behind.ToImmutable(), oldest.Slot);

        ChainBlock? Parent(ChainBlock? block) => block is null ? null : _blocks.GetValueOrDefault(block.ParentRoot);
    }

    /// <summary>What counts of the block of a root; null where it is not remembered.</summary>
    public CountedBlock? Of(Root root) =>
        _blocks.TryGetValue(root, out var block) ? CountedBlock.Of(block) : _behind.GetValueOrDefault(root);
}
