using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests what states are counted with, and that those that stay fit into the budget.</summary>
public sealed class StateBudgetTests
{
    [Fact]
    public void WhatTwoStatesHaveAlikeCountsOnce()
    {
        var genesis = GrownChain.Genesis;
        var first = Advanced(genesis, 2);
        var alike = Advanced(first, 1);
        var alone = StateBudget.Beside([(first, genesis)]);
        Assert.Equal(first.BytesOver(genesis), alone);
        Assert.Equal(alone + alike.BytesOver(first), StateBudget.Beside([(alike, genesis), (first, genesis)]));
        Assert.True(alike.BytesOver(first) < alike.BytesOver(genesis));
        Assert.Equal(alone, StateBudget.Beside([(first, genesis), (first, genesis), (genesis, genesis)]));
    }

    [Fact]
    public void OverTheBudgetFewerStatesStayUntilTheyFit()
    {
        var kept = Grown(40);
        var (most, least) = (Budget(long.MaxValue), Budget(0));
        Assert.Equal(kept.Count, Choose(most, kept).Count);
        Assert.Equal(0, most.Step);
        Assert.Empty(Choose(least, kept));
        Assert.True(least.Step > 0 && least.Bytes < most.Bytes);
        for (var part = 1; part < 8; part++)
        {
            var budget = Budget(least.Bytes + ((most.Bytes - least.Bytes) * part / 8));
            var stay = Choose(budget, kept);
            Assert.InRange(budget.Step, 1, least.Step);
            Assert.InRange(budget.Bytes, least.Bytes, budget.Budget);
            Assert.InRange(stay.Count, 0, kept.Count - 1);
            Assert.False(budget.IsExceeded);
        }
    }

    [Fact]
    public void WhatBesideBlocksTakesRoomCostsStatesWhichComeBackStepByStep()
    {
        var kept = Grown(40);
        var most = Budget(long.MaxValue);
        Choose(most, kept);
        var budget = Budget(4 * most.Bytes);
        Choose(budget, kept, others: budget.Budget);
        var last = budget.Step;
        Assert.True(last > 0);

        // What the last choice left says whether half of the budget is enough.
        Choose(budget, kept);
        Assert.Equal(last, budget.Step);
        for (var step = last - 1; step >= 0; step--)
        {
            Choose(budget, kept);
            Assert.Equal(step, budget.Step);
        }

        Assert.Equal(most.Bytes, budget.Bytes);
    }

    [Fact]
    public void StatesAreComparedOnceUntilOneOfThemHasLetSomethingGo()
    {
        var kept = Grown(40);
        var budget = Budget(long.MaxValue);
        Choose(budget, kept);
        var first = budget.Comparisons;
        Assert.Equal(kept.Count, first);
        Choose(budget, kept);
        Assert.Equal(first, budget.Comparisons);
        Assert.True(kept[20].Block.KeptState!.Caches.Rest());
        budget.CountAnew(root => root == kept[20].Block.Root);
        Choose(budget, kept);
        Assert.Equal(first + 2, budget.Comparisons);
        budget.CountAnew(static _ => true);
        var anew = budget.Bytes;
        Choose(budget, kept);
        Assert.Equal((2 * first) + 2, budget.Comparisons);
        Assert.Equal(anew, budget.Bytes);
    }

    private static StateBudget Budget(long bytes) => new(new StateThrift(density: 64, recent: 64), bytes);

    private static IReadOnlySet<Root> Choose(StateBudget budget, IReadOnlyList<(StoreBlock Block, int Below)> kept, long others = 0) =>
        budget.Choose(kept, static _ => true, static _ => false, kept[^1].Block.Slot, others);

    // The states of a chain with a block a slot, all of them kept.
    private static IReadOnlyList<(StoreBlock Block, int Below)> Grown(int blocks)
    {
        var (grown, ports) = (new GrownChain(), new DirectPorts(ManagedBls.Shared) { Now = GrownChain.In(1) });
        var core = DirectChain.StartOn(ports, GrownChain.Genesis, static settings => settings with { RecentStates = 1000 });
        for (Slot slot = 1; slot <= (Slot)blocks; slot++)
        {
            ports.Now = GrownChain.In(slot);
            var (_, block) = grown.Grow(grown.Roots[^1], slot)!.Value;
            core.Import(new ImportBlock(block, GrownChain.Spec.ForkAtSlot(slot), Source.Replay.Instance), ActorRefs.Nobody);
            ports.Run(core);
        }

        var kept = core.Store.KeptStates();
        Assert.Equal(blocks + 1, kept.Count);
        return kept;
    }

    private static BeaconState Advanced(BeaconState state, Slot epochs) => StateTransition.AdvanceTo(
        state, state.Slot + (epochs * state.Preset.SlotsPerEpoch), AcceptAllVerifier.Instance).Post!;
}
