using System.Buffers.Binary;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Genesis;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Upgrades;

namespace Consensoor.Interop.Genesis;

/// <summary>
/// Genesis states for test networks: validators with interop keys, active from the start, in whatever fork epoch 0 has, on an execution
/// genesis block.
/// </summary>
public static class InteropGenesis
{
    /// <summary>
    /// A frozen state at slot 0 with a number of validators of MAX_EFFECTIVE_BALANCE; throws ArgumentException for a number without any
    /// validators, and for a chain whose upgrade to the genesis fork is refused.
    /// </summary>
    public static BeaconState Create(ChainSpec spec, int validators, ulong genesisTime, ExecutionBlock execution, IBls bls) =>
        Create(spec, Pubkeys(validators, bls), genesisTime, execution, bls);

    /// <summary>
    /// A frozen state at slot 0 with the validators of <see cref="Pubkeys"/>, which take most of the time and do not depend on that of
    /// genesis; throws ArgumentException as the other does.
    /// </summary>
    public static BeaconState Create(
        ChainSpec spec, IReadOnlyList<BLSPubkey> pubkeys, ulong genesisTime, ExecutionBlock execution, IBls bls)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pubkeys.Count, 1);
        var state = Phase0(spec, pubkeys, genesisTime, execution.Hash);
        while (state.ForkName < ForkNames.Latest && spec.ForkEpoch(state.ForkName + 1) == Constants.GenesisEpoch)
        {
            var (post, refusal) = ForkUpgrade.Upgrade(state, state.ForkName + 1, new ImmediateVerifier(bls));
            state = post ?? throw new ArgumentException($"the chain cannot begin in {state.ForkName + 1}: {refusal}", nameof(spec));
            if (state.ForkName == ForkName.Bellatrix)
            {
                state.LatestExecutionPayloadHeader = MergedHeader(state, execution);
            }
        }

        var version = spec.ForkVersion(state.ForkName);
        state.Fork = new Fork { PreviousVersion = version, CurrentVersion = version, Epoch = Constants.GenesisEpoch };
        if (state.ForkName >= ForkName.Gloas)
        {
            // The genesis block has no payload of its own: the first bid builds on its empty variant, whose parent is the execution
            // genesis.
            state.LatestExecutionPayloadBid =
                state.LatestExecutionPayloadBid with { ParentBlockHash = execution.Hash, BlockHash = Hash32.Zero };
        }

        state.LatestBlockHeader = state.LatestBlockHeader with { BodyRoot = BeaconBlockBody.Default(state.Ssz).HashTreeRoot(state.Ssz) };
        state.Freeze();
        return state;
    }

    /// <summary>Computes the public keys of the first validators, in order.</summary>
    public static IReadOnlyList<BLSPubkey> Pubkeys(int validators, IBls bls) =>
        [.. SecretKeys(0, validators).Select(key => bls.SkToPk(key)!.Value)];

    /// <summary>The keys of the validators, as their indices: secret keys, 32 bytes big-endian.</summary>
    public static IReadOnlyList<Bytes32> SecretKeys(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static index => new Bytes32(InteropKeys.SecretKey((ulong)index)))];

    private static BeaconState Phase0(ChainSpec spec, IReadOnlyList<BLSPubkey> pubkeys, ulong genesisTime, Hash32 eth1BlockHash)
    {
        var validators = pubkeys.Count;
        var (preset, context) = (spec.Preset, spec.Ssz(ForkName.Phase0));
        var state = BeaconState.Default(context);
        state.GenesisTime = genesisTime;
        state.Fork = new Fork
        {
            PreviousVersion = spec.Config.GenesisForkVersion,
            CurrentVersion = spec.Config.GenesisForkVersion,
            Epoch = Constants.GenesisEpoch
        };
        state.Eth1Data = new Eth1Data { DepositCount = (ulong)validators, BlockHash = eth1BlockHash };
        state.Eth1DepositIndex = (ulong)validators;
        state.RandaoMixes = PersistentList<Bytes32>.Repeat(eth1BlockHash, (int)preset.EpochsPerHistoricalVector);
        var registry = new Validator[validators];
        for (var i = 0; i < validators; i++)
        {
            registry[i] = new Validator
            {
                Pubkey = pubkeys[i],
                WithdrawalCredentials = Credentials(i),
                EffectiveBalance = preset.MaxEffectiveBalance,
                ActivationEligibilityEpoch = Constants.GenesisEpoch,
                ActivationEpoch = Constants.GenesisEpoch,
                ExitEpoch = Constants.FarFutureEpoch,
                WithdrawableEpoch = Constants.FarFutureEpoch,
            };
        }

        state.Validators = PersistentList<Validator>.Create(registry);
        state.Balances = PersistentList<Gwei>.Repeat(preset.MaxEffectiveBalance, validators);
        state.GenesisValidatorsRoot = GenesisState.ValidatorsRoot(state);
        return state;
    }

    // 0x01 credentials with an address that tells the validator.
    private static Bytes32 Credentials(int index)
    {
        Span<byte> credentials = stackalloc byte[32];
        credentials.Clear();
        credentials[0] = Constants.Eth1AddressWithdrawalPrefix;
        credentials[12] = 0xc0;
        BinaryPrimitives.WriteInt32BigEndian(credentials[28..], index);
        return new Bytes32(credentials);
    }

    private static ExecutionPayloadHeader MergedHeader(BeaconState state, ExecutionBlock execution) =>
        ExecutionPayloadHeader.Default(state.Ssz) with
        {
            BlockHash = execution.Hash,
            StateRoot = execution.StateRoot,
            BlockNumber = execution.Number,
            GasLimit = execution.GasLimit,
            Timestamp = execution.Timestamp,
            BaseFeePerGas = (UInt256)(System.Numerics.BigInteger)execution.BaseFeePerGas,
        };
}
