using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>A block that is rehearsed holds in each fork, and leaves the state as it was.</summary>
public sealed class RehearsalTests
{
    public static TheoryData<ForkName> Forks => [.. ForkNames.All];

    [Theory]
    [MemberData(nameof(Forks))]
    public void WhatIsRehearsedHolds(ForkName fork)
    {
        var state = PoolStates.GenesisOf(fork);
        var root = state.HashTreeRoot();
        Assert.Empty(Rehearsal.Run(state, ManagedBls.Shared, new ManagedKzg()));
        Assert.Equal(root, state.HashTreeRoot());
    }

    [Fact]
    public void AStateOfTheMiddleOfAnEpochIsOneToo()
    {
        var (state, _) = StateTransition.AdvanceTo(PoolStates.GenesisOf(ForkName.Gloas), 13, new TrustedVerifier(ManagedBls.Shared));
        state!.Freeze();
        Assert.Empty(Rehearsal.Run(state, ManagedBls.Shared, new ManagedKzg()));
    }
}
