using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Genesis;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Upgrades;

namespace Consensoor.Interop.Genesis;

/// <summary>
/// Makes genesis states for test networks, without deposits: the state of phase0, upgraded to whatever fork epoch 0 has, on an execution
/// genesis block.
/// </summary>
public static class TestNetworkGenesis
{
    /// <summary>
    /// A frozen state at slot 0; throws ArgumentException for contents without validators, with builders before gloas, and for a chain
    /// whose upgrade to the genesis fork is refused.
    /// </summary>
    public static BeaconState Create(ChainSpec spec, GenesisContents contents, IBls bls)
    {
        if (contents.Validators.Count == 0)
        {
            throw new ArgumentException("a chain begins with one validator at least", nameof(contents));
        }

        var state = Phase0(spec, contents);
        while (state.ForkName < ForkNames.Latest && spec.ForkEpoch(state.ForkName + 1) == Constants.GenesisEpoch)
        {
            var (post, refusal) = ForkUpgrade.Upgrade(state, state.ForkName + 1, new ImmediateVerifier(bls));
            state = post ?? throw new ArgumentException($"the chain cannot begin in {state.ForkName + 1}: {refusal}", nameof(spec));
            if (state.ForkName is >= ForkName.Bellatrix and < ForkName.Gloas)
            {
                state.LatestExecutionPayloadHeader = contents.ExecutionHeader(state.Ssz);
            }

            if (state.ForkName == ForkName.Electra)
            {
                // Every deposit of the old kind is in the registry, as heze wants it.
                state.DepositRequestsStartIndex = state.Eth1DepositIndex;
            }
        }

        var version = spec.ForkVersion(state.ForkName);
        state.Fork = new Fork { PreviousVersion = version, CurrentVersion = version, Epoch = Constants.GenesisEpoch };
        if (state.ForkName >= ForkName.Gloas)
        {
            // The genesis block has no payload of its own: the first bid builds on its empty variant, whose parent is the execution
            // genesis.
            state.LatestExecutionPayloadBid =
                state.LatestExecutionPayloadBid with { ParentBlockHash = contents.ExecutionHash, BlockHash = Hash32.Zero };
        }

        AddBuilders(state, contents.Builders);
        state.LatestBlockHeader = state.LatestBlockHeader with { BodyRoot = BeaconBlockBody.Default(state.Ssz).HashTreeRoot(state.Ssz) };
        state.Freeze();
        return state;
    }

    private static BeaconState Phase0(ChainSpec spec, GenesisContents contents)
    {
        var (preset, context) = (spec.Preset, spec.Ssz(ForkName.Phase0));
        var validators = contents.Validators.Count;
        var state = BeaconState.Default(context);
        state.GenesisTime = contents.GenesisTime;
        state.Fork = new Fork
        {
            PreviousVersion = spec.Config.GenesisForkVersion,
            CurrentVersion = spec.Config.GenesisForkVersion,
            Epoch = Constants.GenesisEpoch,
        };
        state.Eth1Data = new Eth1Data { DepositCount = (ulong)validators, BlockHash = contents.ExecutionHash };
        state.Eth1DepositIndex = (ulong)validators;
        state.RandaoMixes = PersistentList<Bytes32>.Repeat(contents.ExecutionHash, (int)preset.EpochsPerHistoricalVector);
        state.Validators = PersistentList<Validator>.Create([.. contents.Validators.Select(validator => new Validator
        {
            Pubkey = validator.Pubkey,
            WithdrawalCredentials = validator.WithdrawalCredentials,
            EffectiveBalance = preset.MaxEffectiveBalance,
            ActivationEligibilityEpoch = Constants.GenesisEpoch,
            ActivationEpoch = Constants.GenesisEpoch,
            ExitEpoch = Constants.FarFutureEpoch,
            WithdrawableEpoch = Constants.FarFutureEpoch,
        })]);
        state.Balances = PersistentList<Gwei>.Repeat(preset.MaxEffectiveBalance, validators);
        state.GenesisValidatorsRoot = GenesisState.ValidatorsRoot(state);
        return state;
    }

    private static void AddBuilders(BeaconState state, IReadOnlyList<GenesisBuilder> builders)
    {
        if (builders.Count > 0 && state.ForkName < ForkName.Gloas)
        {
            throw new ArgumentException($"a chain that begins in {state.ForkName.Text()} has no builders", nameof(builders));
        }

        foreach (var builder in builders)
        {
            BuilderDepositRequests.AddBuilderToRegistry(
                state, builder.Pubkey, Constants.PayloadBuilderVersion, builder.ExecutionAddress, builder.Balance, Constants.GenesisSlot);
        }
    }
}
