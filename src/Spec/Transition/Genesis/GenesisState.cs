using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Transition.Genesis;

/// <summary>The first state of a chain (`phase0/beacon-chain.md#genesis`).</summary>
public static class GenesisState
{
    /// <summary>
    /// The state the deposits of a contract give; refuses what `process_deposit` refuses. See `initialize_beacon_state_from_eth1`.
    /// </summary>
    public static (BeaconState? State, Refusal? Refusal) InitializeBeaconStateFromEth1(
        ChainSpec spec, Hash32 eth1BlockHash, ulong eth1Timestamp, IReadOnlyList<Deposit> deposits, ISignatureVerifier verifier) =>
            Guarded.Run(() =>
        {
            var context = spec.Ssz(ForkName.Phase0);
            var state = BeaconState.Default(context);
            state.GenesisTime = eth1Timestamp + spec.Config.GenesisDelay;
            state.Fork = new Fork
            {
                PreviousVersion = spec.Config.GenesisForkVersion,
                CurrentVersion = spec.Config.GenesisForkVersion,
                Epoch = Constants.GenesisEpoch,
            };
            state.LatestBlockHeader = state.LatestBlockHeader with { BodyRoot = BeaconBlockBody.Default(context).HashTreeRoot(context) };
            state.RandaoMixes = PersistentList<Bytes32>.Repeat(eth1BlockHash, (int)spec.Preset.EpochsPerHistoricalVector);

            // Each deposit is proven against the tree of the deposits up to it.
            var leaves = PersistentList<Root>.Empty();
            foreach (var deposit in deposits)
            {
                leaves.Add(deposit.Data.HashTreeRoot(context));
                state.Eth1Data = new Eth1Data
                {
                    DepositRoot = Merkle.MixIn(
                        leaves.Root<Ssz.Codecs.SszTypeCodec<Root>>(context, 1UL << (int)Constants.DepositContractTreeDepth),
                        (ulong)leaves.Count),
                    DepositCount = (ulong)deposits.Count,
                    BlockHash = eth1BlockHash,
                };
                if (Deposits.ProcessDeposit(state, deposit, verifier) is { } refusal)
                {
                    return (null, refusal);
                }
            }

            ActivateGenesisValidators(state);
            state.GenesisValidatorsRoot = ValidatorsRoot(state);
            return (state, null);
        });

    /// <summary>Enough validators, late enough (`is_valid_genesis_state`).</summary>
    public static bool IsValidGenesisState(BeaconState state) =>
        state.GenesisTime >= state.Config.MinGenesisTime
        && (ulong)Accessors.GetActiveValidatorIndices(state, Constants.GenesisEpoch).Length >= state.Config.MinGenesisActiveValidatorCount;

    /// <summary>The root of the registry, which separates chains (`genesis_validators_root`).</summary>
    public static Root ValidatorsRoot(BeaconState state) => Merkle.MixIn(
        state.Validators.Root<Ssz.Codecs.SszTypeCodec<Validator>>(
            state.Ssz, state.Validators.IsProgressive ? null : state.Preset.ValidatorRegistryLimit),
        (ulong)state.Validators.Count);

    private static void ActivateGenesisValidators(BeaconState state)
    {
        var preset = state.Preset;
        for (var i = 0; i < state.Validators.Count; i++)
        {
            var balance = state.Balances[i];
            var effectiveBalance = Math.Min(balance - (balance % preset.EffectiveBalanceIncrement), preset.MaxEffectiveBalance);
            var validator = state.Validators[i] with { EffectiveBalance = effectiveBalance };
            state.Validators[i] = effectiveBalance == preset.MaxEffectiveBalance
                ? validator with { ActivationEligibilityEpoch = Constants.GenesisEpoch, ActivationEpoch = Constants.GenesisEpoch }
                : validator;
        }
    }
}
