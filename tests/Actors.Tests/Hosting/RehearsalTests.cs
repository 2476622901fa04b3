using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
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
        var state = GenesisOf(fork);
        var root = state.HashTreeRoot();
        Assert.Empty(Rehearsal.Run(state, ManagedBls.Shared, new ManagedKzg()));
        Assert.Equal(root, state.HashTreeRoot());
    }

    [Fact]
    public void AStateOfTheMiddleOfAnEpochIsOneToo()
    {
        var (state, _) = StateTransition.AdvanceTo(GenesisOf(ForkName.Gloas), 13, new TrustedVerifier(ManagedBls.Shared));
        state!.Freeze();
        Assert.Empty(Rehearsal.Run(state, ManagedBls.Shared, new ManagedKzg()));
    }

    private static BeaconState GenesisOf(ForkName fork)
    {
        ulong At(ForkName name) => name <= fork ? 0 : ulong.MaxValue;
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with
        {
            AltairForkEpoch = At(ForkName.Altair),
            BellatrixForkEpoch = At(ForkName.Bellatrix),
            CapellaForkEpoch = At(ForkName.Capella),
            DenebForkEpoch = At(ForkName.Deneb),
            ElectraForkEpoch = At(ForkName.Electra),
            FuluForkEpoch = At(ForkName.Fulu),
            GloasForkEpoch = At(ForkName.Gloas),
            HezeForkEpoch = At(ForkName.Heze),
        });
        return InteropGenesis.Create(spec, 16, 1_700_000_000, EmbeddedExecutionLayer.Genesis(1_700_000_000), ManagedBls.Shared);
    }
}
