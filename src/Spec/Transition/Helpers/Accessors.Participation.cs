using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Helpers;

public static partial class Accessors
{
    /// <summary>A flag added to flags (`altair/beacon-chain.md#add_flag`).</summary>
    public static byte AddFlag(byte flags, int flagIndex) => (byte)(flags | (1 << flagIndex));

    /// <summary>True where a validator's flags have one (`altair/beacon-chain.md#has_flag`).</summary>
    public static bool HasFlag(byte flags, int flagIndex) => (flags >> flagIndex & 1) != 0;

    /// <summary>
    /// The participation flags an attestation earns, as bits (`altair/beacon-chain.md#get_attestation_participation_flag_indices`, changed
    /// in deneb and gloas). Refuses another source than the justified checkpoint, and from gloas on a vote for its own slot that claims a
    /// payload. The target must be this or the last epoch's.
    /// </summary>
    public static Refusal? GetAttestationParticipationFlagIndices(
        BeaconState state, AttestationData data, ulong inclusionDelay, Slot parentSlot, out byte flags)
    {
        flags = 0;
        var justifiedCheckpoint =
            data.Target.Epoch == GetCurrentEpoch(state) ? state.CurrentJustifiedCheckpoint : state.PreviousJustifiedCheckpoint;
        var isMatchingSource = data.Source == justifiedCheckpoint;
        var isMatchingTarget = isMatchingSource && data.Target.Root == GetBlockRoot(state, data.Target.Epoch);
        var payloadMatches = true;
        if (state.ForkName >= ForkName.Gloas)
        {
            if (Predicates.IsAttestationSameSlot(state, data))
            {
                if (Require(data.Index == 0) is { } refusal)
                {
                    return refusal;
                }
            }
            else
            {
                var isAvailable = state.ExecutionPayloadAvailability[parentSlot % state.Preset.SlotsPerHistoricalRoot];
                payloadMatches = data.Index == (isAvailable ? 1UL : 0UL);
            }
        }

        var isMatchingHead = isMatchingTarget && payloadMatches && data.BeaconBlockRoot == GetBlockRootAtSlot(state, data.Slot);
        if (Require(isMatchingSource) is { } wrongSource)
        {
            return wrongSource;
        }

        if (inclusionDelay <= Misc.IntegerSquareroot(state.Preset.SlotsPerEpoch))
        {
            flags = AddFlag(flags, (int)Constants.TimelySourceFlagIndex);
        }

        if (isMatchingTarget && (state.ForkName >= ForkName.Deneb || inclusionDelay <= state.Preset.SlotsPerEpoch))
        {
            flags = AddFlag(flags, (int)Constants.TimelyTargetFlagIndex);
        }

        if (isMatchingHead && inclusionDelay == state.Preset.MinAttestationInclusionDelay)
        {
            flags = AddFlag(flags, (int)Constants.TimelyHeadFlagIndex);
        }

        return null;
    }

    /// <summary>
    /// Gwei of base reward for each EFFECTIVE_BALANCE_INCREMENT (`altair/beacon-chain.md#get_base_reward_per_increment`).
    /// </summary>
    public static Gwei GetBaseRewardPerIncrement(BeaconState state) =>
        state.Preset.EffectiveBalanceIncrement * state.Preset.BaseRewardFactor / Misc.IntegerSquareroot(GetTotalActiveBalance(state));

    /// <summary>`phase0/beacon-chain.md#get_base_reward`, by increments from altair on.</summary>
    public static Gwei GetBaseReward(BeaconState state, ValidatorIndex index)
    {
        var effectiveBalance = state.Validators[index].EffectiveBalance;
        return state.ForkName >= ForkName.Altair
            ? effectiveBalance / state.Preset.EffectiveBalanceIncrement * GetBaseRewardPerIncrement(state)
            : effectiveBalance
                * state.Preset.BaseRewardFactor
                / Misc.IntegerSquareroot(GetTotalActiveBalance(state))
                / Constants.BaseRewardsPerEpoch;
    }

    /// <summary>
    /// The members of the next sync committee, drawn by effective balance (`altair/beacon-chain.md#get_next_sync_committee_indices`,
    /// changed in electra and gloas).
    /// </summary>
    public static ValidatorIndex[] GetNextSyncCommitteeIndices(BeaconState state)
    {
        var epoch = GetCurrentEpoch(state) + 1;
        var seed = GetSeed(state, epoch, Constants.DomainSyncCommittee);
        return Misc.ComputeBalanceWeightedSelection(
            state, GetActiveValidatorIndices(state, epoch), seed, state.Preset.SyncCommitteeSize, shuffleIndices: true);
    }

    /// <summary>The next sync committee with its aggregate key (`altair/beacon-chain.md#get_next_sync_committee`).</summary>
    public static SyncCommittee GetNextSyncCommittee(BeaconState state)
    {
        var pubkeys = GetPubkeys(state, GetNextSyncCommitteeIndices(state));
        var aggregate = ManagedBls.Shared.EthAggregatePubkeys(pubkeys);
        Refusal.Assert(aggregate is not null, reason: "eth_aggregate_pubkeys(pubkeys)");
        return new SyncCommittee { Pubkeys = SszList.Adopt(pubkeys), AggregatePubkey = aggregate.Value };
    }
}
