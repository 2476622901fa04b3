using Consensoor.Interop.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Upgrades;

namespace Consensoor.Bench.Spec;

/// <summary>
/// A mainnet-preset state of many validators, made up: 512 interop keys over and over (making them is what takes long), all active, all of
/// whom voted in the last two epochs; or, mixed, as of a chain that has lived.
/// </summary>
internal static class SyntheticState
{
    /// <summary>How many keys there are.</summary>
    public const int DistinctKeys = 512;

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

    /// <summary>
    /// The same with balances around their steps, a tenth exited, some of them slashed, one in a thousand waiting, sixteen to be activated,
    /// one in a hundred compounding, and one in a hundred who did not vote; with its root known, as that of a chain's head is.
    /// </summary>
    public static BeaconState Mixed(ForkName fork, int validators)
    {
        var state = Create(fork, validators).Copy();
        var random = new Random(1);
        var registry = state.Validators.ToArray();
        var balances = state.Balances.ToArray();
        var (previous, current) = (state.PreviousEpochParticipation.ToArray(), state.CurrentEpochParticipation.ToArray());
        for (var i = 0; i < registry.Length; i++)
        {
            var validator = registry[i];
            var kind = random.Next(1000);
            balances[i] = validator.EffectiveBalance + (ulong)random.Next(40_000_000);
            if (kind < 100)
            {
                validator = validator with
                {
                    ExitEpoch = (ulong)random.Next(10, 95),
                    WithdrawableEpoch = 99,
                    EffectiveBalance = 0,
                    Slashed = kind == 0,
                };
                balances[i] = 0;
            }
            else if (kind == 100)
            {
                validator = validator with { ActivationEpoch = Constants.FarFutureEpoch, ActivationEligibilityEpoch = 101 };
            }
            else if (kind < 111)
            {
                validator = validator with
                {
                    EffectiveBalance = (ulong)random.Next(32, 2049) * 1_000_000_000,
                    WithdrawalCredentials = Bytes32.Parse("0x02000000000000000000000000000000000000000000000000000000000000ff"),
                };
                balances[i] = validator.EffectiveBalance + (ulong)random.Next(1_250_000_000);
            }

            if (i >= registry.Length - 16)
            {
                validator = registry[i] with { ActivationEpoch = Constants.FarFutureEpoch, ActivationEligibilityEpoch = 98 };
            }

            registry[i] = validator;
            var isActive = validator.ActivationEpoch == 0 && validator.ExitEpoch == Constants.FarFutureEpoch;
            previous[i] = (byte)(!isActive ? 0 : random.Next(100) == 0 ? random.Next(7) : 7);
            current[i] = (byte)(!isActive ? 0 : random.Next(100) == 0 ? random.Next(7) : 7);
        }

        state.Validators = PersistentList<Validator>.Create(registry, fork >= ForkName.Gloas);
        state.Balances = PersistentList<Gwei>.Create(balances, fork >= ForkName.Gloas);
        state.PreviousEpochParticipation = PersistentList<byte>.Create(previous, fork >= ForkName.Gloas);
        state.CurrentEpochParticipation = PersistentList<byte>.Create(current, fork >= ForkName.Gloas);
        state.Caches.Clear();

        // What the slots of an epoch have asked for by its end.
        var epoch = state.Slot / state.Preset.SlotsPerEpoch;
        Accessors.GetTotalActiveBalance(state);
        Accessors.GetBeaconCommittee(state, state.Slot, 0);
        Accessors.GetBeaconCommittee(state, (epoch - 1) * state.Preset.SlotsPerEpoch, 0);
        state.HashTreeRoot();
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
