using Consensoor.Interop.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Upgrades;

namespace Consensoor.Bench.Spec;

/// <summary>
/// A mainnet-preset state of many validators, made up: 512 interop keys over and over (making them is what takes long), all active, all of
/// whom voted in the last two epochs.
/// </summary>
internal static class SyntheticState
{
    private const int DistinctKeys = 512;

    /// <summary>A frozen state of a fork at the last slot of an epoch, so that the next slot ends it.</summary>
    public static BeaconState Create(ForkName fork, int validators)
    {
        var config = ChainConfig.Mainnet with
        {
            AltairForkEpoch = 0,
            BellatrixForkEpoch = 0,
            CapellaForkEpoch = 0,
            DenebForkEpoch = 0,
            ElectraForkEpoch = fork >= ForkName.Electra ? 0 : Constants.FarFutureEpoch,
            FuluForkEpoch = fork >= ForkName.Fulu ? 0 : Constants.FarFutureEpoch,
            GloasForkEpoch = fork >= ForkName.Gloas ? 0 : Constants.FarFutureEpoch,
        };
        var spec = new ChainSpec(Preset.Mainnet, config);
        var state = Phase0(spec, validators);
        while (state.ForkName < fork)
        {
            state = ForkUpgrade.Upgrade(state, state.ForkName + 1, AcceptAllVerifier.Instance).Post!;
        }

        const Epoch Epoch = 100;
        state.Slot = ((Epoch + 1) * spec.Preset.SlotsPerEpoch) - 1;
        state.PreviousEpochParticipation = PersistentList<byte>.Repeat(0b111, validators, fork >= ForkName.Gloas);
        state.CurrentEpochParticipation = PersistentList<byte>.Repeat(0b111, validators, fork >= ForkName.Gloas);
        state.CurrentJustifiedCheckpoint = new Checkpoint { Epoch = Epoch - 1 };
        state.PreviousJustifiedCheckpoint = new Checkpoint { Epoch = Epoch - 2 };
        state.FinalizedCheckpoint = new Checkpoint { Epoch = Epoch - 2 };
        state.Caches.Clear();
        state.Freeze();
        return state;
    }

    private static BeaconState Phase0(ChainSpec spec, int validators)
    {
        var state = BeaconState.Default(spec.Ssz(ForkName.Phase0));
        state.GenesisTime = 1_600_000_000;
        var registry = new Validator[validators];
        var keys = Enumerable.Range(0, DistinctKeys)
            .Select(static i => ManagedBls.Shared.SkToPk(new Bytes32(InteropKeys.SecretKey((ulong)i)))!.Value)
            .ToArray();
        for (var i = 0; i < validators; i++)
        {
            registry[i] = new Validator
            {
                Pubkey = keys[i % DistinctKeys],
                WithdrawalCredentials = Bytes32.Parse("0x01000000000000000000000000000000000000000000000000000000000000ff"),
                EffectiveBalance = spec.Preset.MaxEffectiveBalance,
                ActivationEligibilityEpoch = 0,
                ActivationEpoch = 0,
                ExitEpoch = Constants.FarFutureEpoch,
                WithdrawableEpoch = Constants.FarFutureEpoch,
            };
        }

        state.Validators = PersistentList<Validator>.Create(registry);
        state.Balances = PersistentList<Gwei>.Repeat(spec.Preset.MaxEffectiveBalance + 1_000_000, validators);
        return state;
    }
}
