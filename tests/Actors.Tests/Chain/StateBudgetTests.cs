using Consensoor.Actors.Chain;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests what states beside those of blocks are counted with.</summary>
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

    private static BeaconState Advanced(BeaconState state, Slot epochs) => StateTransition.AdvanceTo(
        state, state.Slot + (epochs * state.Preset.SlotsPerEpoch), AcceptAllVerifier.Instance).Post!;
}
