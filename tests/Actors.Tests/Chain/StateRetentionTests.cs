using Consensoor.Actors.Chain;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests how many states stay while nothing is finalized, and how far the next older one is.</summary>
public sealed class StateRetentionTests
{
    [Theory]
    [InlineData(2, 1, 400)]
    [InlineData(8, 1, 2400)]
    [InlineData(8, 96, 9600)]
    public void StatesStayFewAndNoneIsFarFromAnOlderOne(int density, int recent, int slots)
    {
        var retention = new StateRetention(density, recent);
        var kept = new SortedDictionary<Slot, Root>();
        var bound = recent + (density * (3 + (int)Math.Log2((double)slots / density)));
        for (Slot head = 1; head <= (Slot)slots; head++)
        {
            kept.Add(head, RootOf(head));
            var keep = retention.Choose(kept.Select(static block => (block.Value, block.Key)), head);
            foreach (var slot in kept.Where(block => block.Key > 1 && !keep.Contains(block.Value))
                .Select(static block => block.Key)
                .ToArray())
            {
                kept.Remove(slot);
            }

            Assert.InRange(kept.Count, 1, bound + 1);
            Assert.Contains(head, kept.Keys);
            var older = 1UL;
            foreach (var slot in kept.Keys)
            {
                // From one kept state to the next there is no more to make again than two cells of where it lies.
                Assert.InRange(slot - older, 0UL, 2 * retention.WidthAt(head - older));
                older = slot;
            }
        }
    }

    [Fact]
    public void WithForksAndGapsTheFirstOfEachCellStays() =>
        Gen.Select(Gen.ULong[0, 300].Array[1, 60], Gen.Int[1, 8], Gen.Int[1, 40]).Sample(static (slots, density, recent) =>
        {
            var retention = new StateRetention(density, recent);
            var blocks = slots.Select(static (slot, index) => (Root: RootOf((ulong)index), Slot: slot)).ToList();
            var head = slots.Max();
            var keep = retention.Choose(blocks, head);
            foreach (var (root, slot) in blocks)
            {
                var width = retention.WidthAt(head - slot);
                var isFirst = blocks.Where(other => retention.WidthAt(head - other.Slot) == width && other.Slot / width == slot / width)
                    .Min(static other => (other.Slot, other.Root)).Root == root;
                Assert.Equal(width == 1 || isFirst, keep.Contains(root));
            }
        });

    private static Root RootOf(ulong number)
    {
        var root = new byte[32];
        BitConverter.TryWriteBytes(root, number);
        return new Root(root);
    }
}
