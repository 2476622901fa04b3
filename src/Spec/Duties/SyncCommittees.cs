using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Duties;

/// <summary>A sync committee member's part, altair on (`altair/validator.md#sync-committees`).</summary>
public static class SyncCommittees
{
    /// <summary>The members of one subcommittee.</summary>
    public static int SubcommitteeSize(Preset preset) => (int)(preset.SyncCommitteeSize / Constants.SyncCommitteeSubnetCount);

    /// <summary>The sync committee period of an epoch (`altair/validator.md#sync-committee`).</summary>
    public static ulong ComputeSyncCommitteePeriod(Preset preset, Epoch epoch) => epoch / preset.EpochsPerSyncCommitteePeriod;

    /// <summary>
    /// True where a validator is in the sync committee of an epoch; throws ArgumentOutOfRangeException for an epoch of neither the state's
    /// period nor the next (`altair/validator.md#sync-committee`).
    /// </summary>
    public static bool IsAssignedToSyncCommittee(BeaconState state, Epoch epoch, ValidatorIndex validatorIndex)
    {
        var period = ComputeSyncCommitteePeriod(state.Preset, epoch);
        var current = ComputeSyncCommitteePeriod(state.Preset, Accessors.GetCurrentEpoch(state));
        ArgumentOutOfRangeException.ThrowIfLessThan(period, current, nameof(epoch));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, current + 1, nameof(epoch));
        var committee = period == current ? state.CurrentSyncCommittee : state.NextSyncCommittee;
        return committee.Pubkeys.AsSpan().Contains(state.Validators[validatorIndex].Pubkey);
    }

    /// <summary>
    /// Gives the committee whose messages of a slot the next slot's block carries: that of the period of the next slot's epoch
    /// (`compute_sync_committee_period`, `altair/p2p-interface.md#new-get_sync_subcommittee_pubkeys`). A state knows the committee of its
    /// own period and of the next, and blocks that are missed change neither; null for another period, and before the first block of
    /// altair.
    /// </summary>
    public static SyncCommittee? CommitteeForSlot(BeaconState state, Slot slot)
    {
        if (state.ForkName < ForkName.Altair || slot == ulong.MaxValue)
        {
            return null;
        }

        var period = ComputeSyncCommitteePeriod(state.Preset, Misc.ComputeEpochAtSlot(state.Preset, slot + 1));
        var current = ComputeSyncCommitteePeriod(state.Preset, Accessors.GetCurrentEpoch(state));
        return period == current ? state.CurrentSyncCommittee
            : period == current + 1 ? state.NextSyncCommittee
            : null;
    }

    /// <summary>
    /// The subcommittees a validator sits in, without repetition, in order (`altair/validator.md#broadcast-sync-committee-message`).
    /// </summary>
    public static SortedSet<ulong> ComputeSubnetsForSyncCommittee(BeaconState state, ValidatorIndex validatorIndex)
    {
        var size = SubcommitteeSize(state.Preset);
        return [.. PositionsIn(CommitteeForSlot(state, state.Slot)!, state.Validators[validatorIndex].Pubkey)
            .Select(position => (ulong)(position / size))];
    }

    /// <summary>The positions of a key in a committee; a validator may sit several times.</summary>
    public static List<int> PositionsIn(SyncCommittee committee, BLSPubkey pubkey)
    {
        var positions = new List<int>();
        for (var i = 0; i < committee.Pubkeys.Count; i++)
        {
            if (committee.Pubkeys[i] == pubkey)
            {
                positions.Add(i);
            }
        }

        return positions;
    }

    /// <summary>
    /// A member's signature over the head in a slot; the state is the head's in the slot's epoch
    /// (`altair/validator.md#prepare-sync-committee-message`).
    /// </summary>
    public static SyncCommitteeMessage GetSyncCommitteeMessage(
        BeaconState state, Slot slot, Root blockRoot, ValidatorIndex validatorIndex, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainSyncCommittee, Misc.ComputeEpochAtSlot(state.Preset, slot));
        return new SyncCommitteeMessage
        {
            Slot = slot,
            BeaconBlockRoot = blockRoot,
            ValidatorIndex = validatorIndex,
            Signature = privkey(Misc.ComputeSigningRoot(blockRoot, domain)),
        };
    }

    /// <summary>
    /// Signs a slot and subcommittee, which proves an aggregator's selection (`altair/validator.md#aggregation-selection`).
    /// </summary>
    public static BLSSignature GetSyncCommitteeSelectionProof(BeaconState state, Slot slot, ulong subcommitteeIndex, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainSyncCommitteeSelectionProof, Misc.ComputeEpochAtSlot(state.Preset, slot));
        return privkey(Misc.ComputeSigningRoot(
            new SyncAggregatorSelectionData { Slot = slot, SubcommitteeIndex = subcommitteeIndex }, domain, state.Ssz));
    }

    /// <summary>
    /// True where a selection proof makes its signer an aggregator of the subcommittee (`altair/validator.md#aggregation-selection`).
    /// </summary>
    public static bool IsSyncCommitteeAggregator(Preset preset, BLSSignature signature) => Aggregating.IsSelected(
        signature,
        Math.Max(1, preset.SyncCommitteeSize / Constants.SyncCommitteeSubnetCount / Constants.TargetAggregatorsPerSyncSubcommittee));

    /// <summary>
    /// Makes the message by which an aggregator broadcasts a contribution (`altair/validator.md#broadcast-sync-committee-contribution`).
    /// </summary>
    public static ContributionAndProof GetContributionAndProof(
        BeaconState state, ValidatorIndex aggregatorIndex, SyncCommitteeContribution contribution, Signer privkey) => new()
    {
        AggregatorIndex = aggregatorIndex,
        Contribution = contribution,
        SelectionProof = GetSyncCommitteeSelectionProof(state, contribution.Slot, contribution.SubcommitteeIndex, privkey),
    };

    /// <summary>Signs a contribution of an aggregator (`altair/validator.md#broadcast-sync-committee-contribution`).</summary>
    public static BLSSignature GetContributionAndProofSignature(
        BeaconState state, ContributionAndProof contributionAndProof, Signer privkey)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, contributionAndProof.Contribution.Slot);
        return privkey(Misc.ComputeSigningRoot(
            contributionAndProof, Accessors.GetDomain(state, Constants.DomainContributionAndProof, epoch), state.Ssz));
    }

    /// <summary>
    /// The sync aggregate of a block from the best contribution of each subcommittee (`altair/validator.md#sync-committee-1`); the empty
    /// one with the signature at infinity where there are none or a signature is malformed.
    /// </summary>
    public static SyncAggregate ProcessSyncCommitteeContributions(
        Preset preset, IReadOnlyList<SyncCommitteeContribution> contributions, IBls bls)
    {
        var bits = new bool[preset.SyncCommitteeSize];
        var signatures = new BLSSignature[contributions.Count];
        for (var i = 0; i < signatures.Length; i++)
        {
            var contribution = contributions[i];
            signatures[i] = contribution.Signature;
            for (var bit = 0; bit < contribution.AggregationBits.Length; bit++)
            {
                bits[(SubcommitteeSize(preset) * (int)contribution.SubcommitteeIndex) + bit] |= contribution.AggregationBits[bit];
            }
        }

        return bls.Aggregate(signatures) is { } signature
            ? new SyncAggregate { SyncCommitteeBits = BitList.Create(bits), SyncCommitteeSignature = signature }
            : EmptyAggregate(preset);
    }

    /// <summary>The sync aggregate nobody signed.</summary>
    public static SyncAggregate EmptyAggregate(Preset preset) => new()
    {
        SyncCommitteeBits = BitList.Zeros((int)preset.SyncCommitteeSize),
        SyncCommitteeSignature = Constants.G2PointAtInfinity,
    };
}
