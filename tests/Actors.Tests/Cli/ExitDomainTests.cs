using Consensoor.Actors.Cli.Operations;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>Exits are signed so that states of all forks take them, whatever their epoch.</summary>
public sealed class ExitDomainTests
{
    private const ulong GenesisTime = 1_700_000_000;
    private const int LastEpoch = 6;

    [Theory]
    [InlineData(1, 2, 3, 4, 5)]
    [InlineData(1, 1, 3, 3, 5)]
    [InlineData(0, 2, 2, 2, 2)]
    [InlineData(0, 0, 0, 5, 6)]
    [InlineData(2, 4, 6, ulong.MaxValue, ulong.MaxValue)]
    public void AStateOfAnyEpochTakesAnExitOfAnyEpochThatHasCome(ulong altair, ulong bellatrix, ulong capella, ulong deneb, ulong electra)
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with
        {
            AltairForkEpoch = altair,
            BellatrixForkEpoch = bellatrix,
            CapellaForkEpoch = capella,
            DenebForkEpoch = deneb,
            ElectraForkEpoch = electra,
            ShardCommitteePeriod = 0,
        });
        using var key = new SecretKey(InteropGenesis.SecretKeys(0, 1).Single().AsSpan());
        var state = InteropGenesis.Create(spec, 8, GenesisTime, EmbeddedExecutionLayer.Genesis(GenesisTime), ManagedBls.Shared);
        var verifier = new ImmediateVerifier(ManagedBls.Shared);
        for (var now = 0UL; now <= LastEpoch; now++)
        {
            if (now > 0)
            {
                state = StateTransition.AdvanceTo(state, now * spec.Preset.SlotsPerEpoch, AcceptAllVerifier.Instance).Post!;
            }

            for (var epoch = 0UL; epoch <= now; epoch++)
            {
                var exit = new VoluntaryExit { Epoch = epoch, ValidatorIndex = 0 };
                var signed = ValidatorOperations.Exit(spec, state.GenesisValidatorsRoot, now, exit, key);
                Assert.Null(VoluntaryExits.ProcessVoluntaryExit(state.Copy(), signed, verifier));

                // Signed ahead of its epoch it is taken once that has come.
                var ahead = ValidatorOperations.Exit(spec, state.GenesisValidatorsRoot, epoch, exit with { Epoch = now }, key);
                Assert.Null(VoluntaryExits.ProcessVoluntaryExit(state.Copy(), ahead, verifier));
            }
        }
    }
}
