using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// The states that are kept, and what stands on what of them, are those of a walk over all blocks, and cost what there are of them.
/// </summary>
public sealed class KeptStatesTests
{
    [Fact]
    public void TheyAreThoseOfAWalkOverAllBlocks() => Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Deneb), Gen.Const(ForkName.Gloas)),
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[10, 100],
        Gen.Int[2, 9]).Sample(
        static (fork, steps, stay) =>
        {
            var random = new RandomStore(fork);
            var store = random.Store;
            Array.ForEach(steps, step => random.Apply(step.Item1, step.Item2, step.Item3));
            AssertSame(store);
            var states = store.Order.ToDictionary(static block => block, static block => block.State);
            var count = states.Count;
            var gone = store.LetStatesGo(block => block.Position % stay == 0);
            Assert.Equal(count - gone, store.KeptStates().Count);
            AssertSame(store);
            foreach (var block in store.Order.Where(block => block.Position % 2 == 0))
            {
                block.KeepState(states[block]);
            }

            AssertSame(store);
            store.Prune();
            AssertSame(store);
        },
        iter: 200);

    [Fact]
    public void TheyCostWhatThereAreOfThem()
    {
        var random = new RandomStore(ForkName.Deneb);
        var tip = random.Store.Order[0];
        Assert.Equal(Looked(500), Looked(4_000));

        long Looked(int blocks)
        {
            for (var i = 0; i < blocks; i++)
            {
                tip = random.Extend(tip);
            }

            random.Store.LetStatesGo(block => block.Position > tip.Position - 100);
            var before = random.Store.BlocksLookedAt;
            Assert.Equal(101, random.Store.KeptStates().Count);
            Assert.Equal(1, random.Store.LetStatesGo(block => block.Position > tip.Position - 99));
            return random.Store.BlocksLookedAt - before;
        }
    }

    [Fact]
    public void AnEquivocationIsLookedForAmongTheBlocksSinceItsSlotBegan()
    {
        var random = new RandomStore(ForkName.Deneb);
        var store = random.Store;
        var tip = store.Order[0];
        for (var i = 0; i < 1_000; i++)
        {
            tip = random.Extend(tip);
        }

        var before = store.BlocksLookedAt;
        Assert.False(ProposerHead.IsProposerEquivocation(store, tip.Root));
        Assert.False(ProposerHead.IsProposerEquivocation(store, tip.Parent!.Root));
        Assert.Equal(3, store.BlocksLookedAt - before);
    }

    private static void AssertSame(Store store)
    {
        var kept = store.KeptStates();
        Assert.Equal(store.Order.Where(static block => block.KeptState is not null), kept.Select(static entry => entry.Block));
        foreach (var (block, below) in kept)
        {
            var ancestor = block.Parent;
            while (ancestor is { KeptState: null })
            {
                ancestor = ancestor.Parent;
            }

            Assert.Same(ancestor, below < 0 ? null : kept[below].Block);
        }
    }
}
