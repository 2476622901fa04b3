using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

/// <content>Rewards by pending attestations, phase0 only, save for the inactivity penalties, which every fork has.</content>
public static partial class RewardAccounting
{
    /// <summary>
    /// The attestations of the current or previous epoch; throws ArgumentOutOfRangeException for another epoch
    /// (`phase0/beacon-chain.md#get_matching_source_attestations`).
    /// </summary>
    public static IReadOnlyList<PendingAttestation> GetMatchingSourceAttestations(BeaconState state, Epoch epoch)
    {
        if (epoch == Accessors.GetCurrentEpoch(state))
        {
            return state.CurrentEpochAttestations;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(epoch, Accessors.GetPreviousEpoch(state));
        return state.PreviousEpochAttestations;
    }

    /// <summary>Those that vote for the epoch's block root (`phase0/beacon-chain.md#get_matching_target_attestations`).</summary>
    public static IReadOnlyList<PendingAttestation> GetMatchingTargetAttestations(BeaconState state, Epoch epoch)
    {
        var attestations = GetMatchingSourceAttestations(state, epoch);
        if (attestations.Count == 0)
        {
            return [];
        }

        var root = Accessors.GetBlockRoot(state, epoch);
        return [.. attestations.Where(attestation => attestation.Data.Target.Root == root)];
    }

    /// <summary>
    /// Those that also vote for the block root at their own slot (`phase0/beacon-chain.md#get_matching_head_attestations`).
    /// </summary>
    public static IReadOnlyList<PendingAttestation> GetMatchingHeadAttestations(BeaconState state, Epoch epoch) =>
        [.. GetMatchingTargetAttestations(state, epoch)
            .Where(attestation => attestation.Data.BeaconBlockRoot == Accessors.GetBlockRootAtSlot(state, attestation.Data.Slot))];

    /// <summary>Who attested and is not slashed, as a mask (`phase0/beacon-chain.md#get_unslashed_attesting_indices`).</summary>
    public static bool[] GetUnslashedAttestingIndices(BeaconState state, IReadOnlyList<PendingAttestation> attestations)
    {
        var members = new bool[state.Validators.Count];
        foreach (var attestation in attestations)
        {
            foreach (var index in Accessors.GetPendingAttestingIndices(state, attestation))
            {
                members[index] = !state.Validators[index].Slashed;
            }
        }

        return members;
    }

    /// <summary>
    /// The effective balance behind attestations, at least one increment (`phase0/beacon-chain.md#get_attesting_balance`).
    /// </summary>
    public static Gwei GetAttestingBalance(BeaconState state, IReadOnlyList<PendingAttestation> attestations) =>
        GetTotalBalance(state, GetUnslashedAttestingIndices(state, attestations));

    /// <summary>What the proposer who includes a vote earns (`phase0/beacon-chain.md#get_proposer_reward`).</summary>
    public static Gwei GetProposerReward(BeaconState state, ValidatorIndex attestingIndex) =>
        Accessors.GetBaseReward(state, attestingIndex) / state.Preset.ProposerRewardQuotient;

    /// <summary>The deltas of one kind of vote (`phase0/beacon-chain.md#get_attestation_component_deltas`).</summary>
    public static Deltas GetAttestationComponentDeltas(BeaconState state, IReadOnlyList<PendingAttestation> attestations)
    {
        var deltas = Deltas.Zero(state.Validators.Count);
        var increment = state.Preset.EffectiveBalanceIncrement;
        var isLeak = Predicates.IsInInactivityLeak(state);
        var members = GetUnslashedAttestingIndices(state, attestations);
        var attestingIncrements = GetTotalBalance(state, members) / increment;
        var totalIncrements = Accessors.GetTotalActiveBalance(state) / increment;
        var eligible = GetEligibleValidatorIndices(state);
        for (var index = 0; index < eligible.Length; index++)
        {
            if (!eligible[index])
            {
                continue;
            }

            var baseReward = Accessors.GetBaseReward(state, (ValidatorIndex)index);
            if (!members[index])
            {
                deltas.Penalties[index] = baseReward;
            }
            else
            {
                // In a leak the inactivity penalty takes the whole base reward back, so that perfect voting comes out even.
                deltas.Rewards[index] = isLeak ? baseReward : baseReward * attestingIncrements / totalIncrements;
            }
        }

        return deltas;
    }

    /// <summary>Rewards and penalties for the source vote, by validator, in Gwei (`phase0/beacon-chain.md#get_source_deltas`).</summary>
    public static Deltas GetSourceDeltas(BeaconState state) =>
        GetAttestationComponentDeltas(state, GetMatchingSourceAttestations(state, Accessors.GetPreviousEpoch(state)));

    /// <summary>Rewards and penalties for the target vote, by validator, in Gwei (`phase0/beacon-chain.md#get_target_deltas`).</summary>
    public static Deltas GetTargetDeltas(BeaconState state) =>
        GetAttestationComponentDeltas(state, GetMatchingTargetAttestations(state, Accessors.GetPreviousEpoch(state)));

    /// <summary>Rewards and penalties for the head vote, by validator, in Gwei (`phase0/beacon-chain.md#get_head_deltas`).</summary>
    public static Deltas GetHeadDeltas(BeaconState state) =>
        GetAttestationComponentDeltas(state, GetMatchingHeadAttestations(state, Accessors.GetPreviousEpoch(state)));

    /// <summary>
    /// Rewards for early inclusion, to the attester by the earliest inclusion and to the proposer who brought it
    /// (`phase0/beacon-chain.md#get_inclusion_delay_deltas`).
    /// </summary>
    public static Deltas GetInclusionDelayDeltas(BeaconState state)
    {
        var deltas = Deltas.Zero(state.Validators.Count);
        var earliest = new PendingAttestation?[state.Validators.Count];
        foreach (var attestation in GetMatchingSourceAttestations(state, Accessors.GetPreviousEpoch(state)))
        {
            foreach (var index in Accessors.GetPendingAttestingIndices(state, attestation))
            {
                if (earliest[index] is not { } known || attestation.InclusionDelay < known.InclusionDelay)
                {
                    earliest[index] = attestation;
                }
            }
        }

        for (var index = 0; index < earliest.Length; index++)
        {
            if (earliest[index] is { } attestation && !state.Validators[index].Slashed)
            {
                var proposerReward = GetProposerReward(state, (ValidatorIndex)index);
                deltas.Rewards[attestation.ProposerIndex] += proposerReward;
                deltas.Rewards[index] +=
                    (Accessors.GetBaseReward(state, (ValidatorIndex)index) - proposerReward) / attestation.InclusionDelay;
            }
        }

        return deltas;
    }

    /// <summary>
    /// The penalties of a leak (`phase0/beacon-chain.md#get_inactivity_penalty_deltas`), by inactivity scores from altair on.
    /// </summary>
    public static Deltas GetInactivityPenaltyDeltas(BeaconState state)
    {
        if (state.ForkName >= ForkName.Altair)
        {
            return GetInactivityPenaltyDeltasByScore(state);
        }

        var deltas = Deltas.Zero(state.Validators.Count);
        if (!Predicates.IsInInactivityLeak(state))
        {
            return deltas;
        }

        var finalityDelay = Accessors.GetFinalityDelay(state);
        var members = GetUnslashedAttestingIndices(state, GetMatchingTargetAttestations(state, Accessors.GetPreviousEpoch(state)));
        var eligible = GetEligibleValidatorIndices(state);
        for (var i = 0; i < eligible.Length; i++)
        {
            if (!eligible[i])
            {
                continue;
            }

            var index = (ValidatorIndex)i;
            deltas.Penalties[i] = (Constants.BaseRewardsPerEpoch * Accessors.GetBaseReward(state, index)) - GetProposerReward(state, index);
            if (!members[i])
            {
                deltas.Penalties[i] += state.Validators[i].EffectiveBalance * finalityDelay / state.Preset.InactivityPenaltyQuotient;
            }
        }

        return deltas;
    }

    /// <summary>The sum of all components (`phase0/beacon-chain.md#get_attestation_deltas`).</summary>
    public static Deltas GetAttestationDeltas(BeaconState state)
    {
        var sum = Deltas.Zero(state.Validators.Count);
        foreach (var component in (ReadOnlySpan<Deltas>)[
            GetSourceDeltas(state),
            GetTargetDeltas(state),
            GetHeadDeltas(state),
            GetInclusionDelayDeltas(state),
            GetInactivityPenaltyDeltas(state)
        ])
        {
            for (var index = 0; index < sum.Rewards.Length; index++)
            {
                sum.Rewards[index] += component.Rewards[index];
                sum.Penalties[index] += component.Penalties[index];
            }
        }

        return sum;
    }
}
