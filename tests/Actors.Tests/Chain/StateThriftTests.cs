using Consensoor.Actors.Chain;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests in which order states go while memory is short.</summary>
public sealed class StateThriftTests
{
    // The last is the head.
    private static readonly Gen<(ulong Slot, bool IsHeads)[]> Blocks =
        Gen.Select(Gen.ULong[0, 500], Gen.Bool).Array[0, 80].Select(static blocks => ((ulong, bool)[])[.. blocks, (500, true)]);

    [Fact]
    public void EachStepKeepsFewerAndTheLastNothing() =>
        Gen.Select(Blocks, Gen.Int[1, 8], Gen.Int[1, 100]).Sample(static (made, density, recent) =>
        {
            var thrift = new StateThrift(density, recent);
            var blocks = made.Select(static (block, index) => (Root: RootOf(index), block.Slot, block.IsHeads)).ToList();
            var head = made.Max(static block => block.Slot);
            for (var step = 0; step <= thrift.Last; step++)
            {
                var stay = thrift.Choose(step, blocks, head);
                var (thinned, own) = (Math.Max(1, density >> step), Math.Max(1, recent >> Math.Max(0, step - 3)));
                var others = recent >> Math.Min(2 * step, 31);
                var cells = thinned * (3 + (int)Math.Log2(500.0 / thinned));
                Assert.InRange(
                    stay.Count,
                    step < thrift.Last ? 1 : 0,
                    step == thrift.Last ? 0 : (2 * cells) + In(isHeads: true, own, thinned) + In(isHeads: false, others, thinned));
                Assert.Subset(blocks.Select(static block => block.Root).ToHashSet(), stay.ToHashSet());

                // All of the last slots stay; and of each branch's old ones none but the first of a cell.
                int In(bool isHeads, int slots, int density) => blocks.Count(block =>
                    block.IsHeads == isHeads && (slots > 0 || step == 0) && head - block.Slot < (ulong)Math.Max(slots, 2 * density));
            }
        });

    [Fact]
    public void TheLastSlotsOfTheHeadsChainGoLast()
    {
        var thrift = new StateThrift(8, 96);
        var blocks = Enumerable.Range(0, 500).Select(static slot => (RootOf(slot), (Slot)slot, IsHeads: slot % 2 == 0)).ToList();
        for (var step = 0; step < 3; step++)
        {
            var stay = thrift.Choose(step, blocks, 499);
            Assert.All(blocks.Where(static block => block.IsHeads && block.Item2 > 403), block => Assert.Contains(block.Item1, stay));
        }

        Assert.Contains(RootOf(498), thrift.Choose(thrift.Last - 1, blocks, 499));
    }

    private static Root RootOf(int number)
    {
        var root = new byte[32];
        BitConverter.TryWriteBytes(root, number);
        return new Root(root);
    }
}
