using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// Ancestors by skip pointers are those of a walk from parent to parent, also after blocks went, and cost the logarithm of the way.
/// </summary>
public sealed class AncestryTests
{
    private static readonly Gen<
        (int Kind, int A, int B)[]> Steps = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[10, 150];

    [Fact]
    public void SkippingFindsWhatWalkingFinds() =>
        Gen.Select(Gen.OneOf(Gen.Const(ForkName.Deneb), Gen.Const(ForkName.Gloas)), Steps).Sample(
            static (fork, steps) =>
            {
                var random = new RandomStore(fork);
                for (var i = 0; i < steps.Length; i++)
                {
                    random.Apply(steps[i].Kind, steps[i].A, steps[i].B);
                    if (i % 40 == 39)
                    {
                        random.Store.Prune();
                    }
                }

                foreach (var block in random.Store.Order)
                {
                    for (Slot slot = 0; slot <= block.Slot; slot++)
                    {
                        Assert.Equal(Walk(block, slot), Ancestry.GetAncestor(random.Store, block.EntryNode, slot));
                    }
                }
            },
            iter: 100);

    [Fact]
    public void AWayOfTenThousandBlocksTakesFewSteps()
    {
        var random = new RandomStore(ForkName.Deneb);
        var tip = random.Store.Order[0];
        for (var i = 0; i < 10_000; i++)
        {
            tip = random.Extend(tip);
        }

        var bound = 3 * BitOperations.Log2(10_000);
        for (Slot slot = 0; slot < tip.Slot; slot += 97)
        {
            var steps = 0;
            for (var block = tip; block.Slot > slot; steps++)
            {
                block = block.Skip is { } skip && skip.Slot > slot ? skip : block.Parent!;
            }

            Assert.True(steps <= bound, $"{steps} steps from slot {tip.Slot} to {slot}, more than {bound}");
        }
    }

    private static ForkChoiceNode Walk(StoreBlock block, Slot slot)
    {
        var node = block.EntryNode;
        while (block.Slot > slot)
        {
            if (block.Parent is null)
            {
                return new ForkChoiceNode(block.Slot - slot <= 64 ? block.State.BlockRoots[slot % 64] : default, PayloadStatus.Pending);
            }

            node = new ForkChoiceNode(block.Parent.Root, block.ParentPayloadStatus);
            block = block.Parent;
        }

        return node;
    }
}
