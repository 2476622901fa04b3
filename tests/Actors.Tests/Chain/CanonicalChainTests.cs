using System.Collections.Immutable;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// Tests the head's chain by slot against a walk from the head, over trees of blocks, heads that change and blocks that leave.
/// </summary>
public sealed class CanonicalChainTests
{
    [Fact]
    public void ItIsWhatAWalkFromTheHeadFinds() => Gen.Select(
        Gen.Select(Gen.Int[0, 100], Gen.Int[1, 4]).Array[1, 40], Gen.Select(Gen.Int[0, 40], Gen.Int[0, 6]).Array[1, 12]).Sample(
        static (tree, heads) =>
        {
            var made = new List<ChainBlock> { Block(0, 3, default) };
            foreach (var (parent, gap) in tree)
            {
                var on = made[parent % made.Count];
                made.Add(Block(made.Count, on.Slot + (Slot)gap, on.Root));
            }

            var (blocks, oldest) = (made.ToImmutableDictionary(static block => block.Root), made[0]);
            var chain = CanonicalChain.Empty;
            foreach (var (place, finalized) in heads)
            {
                var head = made[place % made.Count];
                var walk = Walk(blocks, head, oldest.Slot);
                if (walk.Count == 0 || walk[0].Slot != oldest.Slot)
                {
                    // It left with finality.
                    continue;
                }

                chain = chain.Follow(blocks, head.Root, oldest.Slot);
                Assert.Same(chain, chain.Follow(blocks, head.Root, oldest.Slot));
                oldest = blocks[walk[Math.Min(finalized, walk.Count - 1)].Root];
                blocks = blocks.RemoveRange(blocks.Values.Where(block => block.Slot < oldest.Slot).Select(static block => block.Root));
                chain = chain.Follow(blocks, head.Root, oldest.Slot);
                walk = Walk(blocks, head, oldest.Slot);
                Assert.Equal(walk, Enumerable.Range(0, chain.Count).Select(index => chain[index]));
                for (var slot = 0UL; slot < head.Slot + 3; slot++)
                {
                    Assert.Equal(walk.LastOrDefault(block => block.Slot <= slot).Root, chain.AtOrBefore(slot) ?? default);
                    Assert.Equal(walk.Where(block => block.Slot >= slot), chain.From(slot));
                }
            }
        });

    private static List<(Slot Slot, Root Root)> Walk(ImmutableDictionary<Root, ChainBlock> blocks, ChainBlock head, Slot oldest)
    {
        var walk = new List<(Slot Slot, Root Root)>();
        for (var block = blocks.GetValueOrDefault(head.Root);
            block is not null && block.Slot >= oldest;
            block = blocks.GetValueOrDefault(block.ParentRoot))
        {
            walk.Insert(0, (block.Slot, block.Root));
        }

        return walk;
    }

    private static ChainBlock Block(int number, Slot slot, Root parent) =>
        new(new BlockSummary(new Root([.. BitConverter.GetBytes(number + 1), .. new byte[28]]), slot, 0, parent, default));
}
