using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// Remembers what a node has accepted on gossip (`phase0/p2p-interface.md#seen` and each later fork). The specification's sets grow for
/// ever. Each table here holds as many entries as accepted messages can make in the time for which they are accepted at all, and forgets
/// the oldest: a signed message at a time, never what a stranger sends. Conditions only read it; `Mark` enters an accepted message and
/// returns false where another was faster.
/// </summary>
public sealed class Seen(ChainSpec spec)
{
    // Votes are accepted for the previous and the current epoch and, within the clock's disparity, the next.
    private const ulong VoteEpochs = 3;

    // Messages of the current slot, and of the one before or after within the clock's disparity; bids also of the next.
    private const ulong CurrentSlots = 3;

    // Blocks of one slot on different branches, and votes of one committee for different heads, that are remembered.
    private const int Branches = 4;

    /// <summary>
    /// Holds `proposer_slots`: a slot has one proposer a branch; blocks are accepted back to the finalized slot,
    /// SLOTS_PER_HISTORICAL_ROOT are remembered.
    /// </summary>
    public BoundedSet<(Slot Slot, ValidatorIndex Proposer)> ProposerSlots { get; } =
        new((int)spec.Preset.SlotsPerHistoricalRoot * Branches);

    /// <summary>
    /// Holds `aggregator_epochs`: TARGET_AGGREGATORS_PER_COMMITTEE are drawn for each committee of an epoch; room for twice as many.
    /// </summary>
    public BoundedSet<(Epoch Epoch, ValidatorIndex Aggregator)> AggregatorEpochs { get; } = new(
        (int)(2 * VoteEpochs * Committees(spec) * Constants.TargetAggregatorsPerCommittee), static entry => entry.Epoch, VoteEpochs);

    /// <summary>Holds `aggregate_data_roots`: the votes of each committee of an epoch, for different heads.</summary>
    public BoundedMap<(Root, CommitteeIndex), List<BitList>> AggregateDataRoots { get; } =
        new((int)(VoteEpochs * Committees(spec)) * Branches);

    /// <summary>Holds `voluntary_exit_indices`: as many as the blocks of 64 epochs carry; after that the state knows of them.</summary>
    public BoundedSet<ValidatorIndex> VoluntaryExitIndices { get; } = new(InBlocks(spec, spec.Preset.MaxVoluntaryExits));

    /// <summary>Holds `proposer_slashing_indices`: as many as the blocks of 64 epochs carry.</summary>
    public BoundedSet<ValidatorIndex> ProposerSlashingIndices { get; } = new(InBlocks(spec, spec.Preset.MaxProposerSlashings));

    /// <summary>Holds `attester_slashing_indices`: as many validators as the largest slashing names, who attest in one slot.</summary>
    public BoundedSet<ValidatorIndex> AttesterSlashingIndices { get; } =
        new((int)(spec.Preset.MaxValidatorsPerCommittee * spec.Preset.MaxCommitteesPerSlot));

    /// <summary>
    /// Holds `attestation_validator_epochs`: a validator attests once an epoch; room for all whom the committees of an epoch can seat.
    /// </summary>
    public BoundedSet<(Epoch Epoch, ValidatorIndex Attester)> AttestationValidatorEpochs { get; } = new(
        (int)(VoteEpochs * Committees(spec) * spec.Preset.MaxValidatorsPerCommittee), static entry => entry.Epoch, VoteEpochs);

    /// <summary>Holds `sync_contribution_aggregator_slots`: at most the whole committee of a slot.</summary>
    public BoundedSet<(Slot Slot, ValidatorIndex Aggregator, ulong Subcommittee)> SyncContributionAggregatorSlots { get; } = new(
        (int)(CurrentSlots * spec.Preset.SyncCommitteeSize), static entry => entry.Slot, CurrentSlots);

    /// <summary>Holds `sync_contribution_data`: SYNC_COMMITTEE_SUBNET_COUNT subcommittees a slot, for different heads.</summary>
    public BoundedMap<(Slot, Root, ulong), List<BitList>> SyncContributionData { get; } =
        new((int)(CurrentSlots * Constants.SyncCommitteeSubnetCount) * Branches);

    /// <summary>Holds `sync_message_validator_slots`: SYNC_COMMITTEE_SIZE a slot.</summary>
    public BoundedSet<(Slot Slot, ValidatorIndex Validator, ulong Subnet)> SyncMessageValidatorSlots { get; } = new(
        (int)(CurrentSlots * spec.Preset.SyncCommitteeSize), static entry => entry.Slot, CurrentSlots);

    /// <summary>
    /// Holds `bls_to_execution_change_indices`: as many as the blocks of 64 epochs carry; after that the state knows of them.
    /// </summary>
    public BoundedSet<ValidatorIndex> BlsToExecutionChangeIndices { get; } = new(InBlocks(spec, spec.Preset.MaxBlsToExecutionChanges));

    /// <summary>Holds `blob_sidecar_tuples` (slot, proposer and index): MAX_BLOBS_PER_BLOCK_ELECTRA a block, of two epochs.</summary>
    public BoundedSet<(Slot, ValidatorIndex, ulong)> BlobSidecarTuples { get; } = new(
        OfTwoEpochs(spec, Math.Min(spec.Config.MaxBlobsPerBlockElectra, spec.Preset.MaxBlobCommitmentsPerBlock)));

    /// <summary>Holds `data_column_sidecar_tuples` of fulu (slot, proposer and column): NUMBER_OF_COLUMNS a block, of two epochs.</summary>
    public BoundedSet<(Slot, ValidatorIndex, ColumnIndex)> DataColumnSidecarSlots { get; } =
        new(OfTwoEpochs(spec, spec.Preset.NumberOfColumns));

    /// <summary>Holds `data_column_sidecar_tuples` of gloas (block and column): NUMBER_OF_COLUMNS a block, of two epochs.</summary>
    public BoundedSet<(Root, ColumnIndex)> DataColumnSidecarTuples { get; } = new(OfTwoEpochs(spec, spec.Preset.NumberOfColumns));

    /// <summary>
    /// Holds `execution_payloads`, of which conditions only ask the gas limit, by block hash: one a block, of two epochs.
    /// </summary>
    public BoundedMap<Hash32, ulong> ExecutionPayloadGasLimits { get; } = new(OfTwoEpochs(spec, 1));

    /// <summary>Holds `execution_payload_envelopes`: one a block, SLOTS_PER_HISTORICAL_ROOT of them.</summary>
    public BoundedSet<(Root, BuilderIndex)> ExecutionPayloadEnvelopes { get; } = new((int)spec.Preset.SlotsPerHistoricalRoot * Branches);

    /// <summary>Holds `payload_attestation_validators`: PTC_SIZE a slot.</summary>
    public BoundedSet<(Slot Slot, ValidatorIndex Validator)> PayloadAttestationValidators { get; } = new(
        (int)(CurrentSlots * spec.Preset.PtcSize), static entry => entry.Slot, CurrentSlots);

    /// <summary>
    /// Holds `execution_payload_bids`: builders are any number; as many a slot as a sweep of withdrawals looks at,
    /// MAX_BUILDERS_PER_WITHDRAWALS_SWEEP.
    /// </summary>
    public BoundedSet<(Slot Slot, Hash32 ParentHash, Root ParentRoot, BuilderIndex Builder)> ExecutionPayloadBids { get; } = new(
        (int)(CurrentSlots * spec.Preset.MaxBuildersPerWithdrawalsSweep), static entry => entry.Slot, CurrentSlots);

    /// <summary>Holds `best_execution_payload_bid`: a bid builds on the head or its parent, with their payloads or without.</summary>
    public BoundedMap<(Slot, Hash32, Root), Gwei> BestExecutionPayloadBid { get; } = new((int)CurrentSlots * 4 * Branches);

    /// <summary>Holds `proposer_preferences`: one for each slot of the lookahead and dependent block.</summary>
    public BoundedMap<(Slot, Root), ProposerPreferences> ProposerPreferences { get; } = new(OfTwoEpochs(spec, 1));

    /// <summary>Holds `inclusion_list_counts`: INCLUSION_LIST_COMMITTEE_SIZE a slot and dependent block.</summary>
    public BoundedMap<(Slot, Root, ValidatorIndex), int> InclusionListCounts { get; } =
        new((int)(CurrentSlots * spec.Preset.InclusionListCommitteeSize) * Branches);

    /// <summary>Holds `partial_data_column_headers` by block root: one a block, of two epochs.</summary>
    public BoundedMap<Root, PartialDataColumnHeader> PartialDataColumnHeaders { get; } = new(OfTwoEpochs(spec, 1));

    /// <summary>Tells whether the bits bring nothing new (`phase0/p2p-interface.md#is_non_strict_superset`).</summary>
    public static bool IsNonStrictSuperset<TKey>(BoundedMap<TKey, List<BitList>> seen, TKey key, BitList bits)
        where TKey : notnull =>
        seen.TryGetValue(key, out var priors) && priors.Exists(prior => IsSubset(bits, prior));

    /// <summary>Enters bits; those they contain need not be remembered.</summary>
    public static void AddBits<TKey>(BoundedMap<TKey, List<BitList>> seen, TKey key, BitList bits)
        where TKey : notnull
    {
        if (!seen.TryGetValue(key, out var priors))
        {
            seen[key] = priors = [];
        }

        priors.RemoveAll(prior => IsSubset(prior, bits));
        priors.Add(bits);
    }

    private static ulong Committees(ChainSpec spec) => spec.Preset.MaxCommitteesPerSlot * spec.Preset.SlotsPerEpoch;

    private static int InBlocks(ChainSpec spec, ulong aBlock) => (int)(64 * spec.Preset.SlotsPerEpoch * aBlock);

    private static int OfTwoEpochs(ChainSpec spec, ulong aBlock) => (int)(2 * spec.Preset.SlotsPerEpoch * aBlock) * Branches;

    private static bool IsSubset(BitList bits, BitList of)
    {
        if (bits.Length != of.Length)
        {
            return false;
        }

        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i] && !of[i])
            {
                return false;
            }
        }

        return true;
    }
}
