using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// What a node has accepted on gossip (`phase0/p2p-interface.md#seen` and each later fork). The specification's sets grow for ever; each of these holds at most a number of entries and
/// forgets the oldest. Conditions only read it; `Mark…` enters an accepted message and is false where another was faster.
/// </summary>
public sealed class Seen(int bound)
{
    /// <summary>`proposer_slots`.</summary>
    public BoundedSet<(Slot, ValidatorIndex)> ProposerSlots { get; } = new(bound);

    /// <summary>`aggregator_epochs`.</summary>
    public BoundedSet<(Epoch, ValidatorIndex)> AggregatorEpochs { get; } = new(bound);

    /// <summary>`aggregate_data_roots`.</summary>
    public BoundedMap<(Root, CommitteeIndex), List<BitList>> AggregateDataRoots { get; } = new(bound);

    /// <summary>`voluntary_exit_indices`.</summary>
    public BoundedSet<ValidatorIndex> VoluntaryExitIndices { get; } = new(bound);

    /// <summary>`proposer_slashing_indices`.</summary>
    public BoundedSet<ValidatorIndex> ProposerSlashingIndices { get; } = new(bound);

    /// <summary>`attester_slashing_indices`.</summary>
    public BoundedSet<ValidatorIndex> AttesterSlashingIndices { get; } = new(bound);

    /// <summary>`attestation_validator_epochs`.</summary>
    public BoundedSet<(Epoch, ValidatorIndex)> AttestationValidatorEpochs { get; } = new(bound);

    /// <summary>`sync_contribution_aggregator_slots`.</summary>
    public BoundedSet<(Slot, ValidatorIndex, ulong)> SyncContributionAggregatorSlots { get; } = new(bound);

    /// <summary>`sync_contribution_data`.</summary>
    public BoundedMap<(Slot, Root, ulong), List<BitList>> SyncContributionData { get; } = new(bound);

    /// <summary>`sync_message_validator_slots`.</summary>
    public BoundedSet<(Slot, ValidatorIndex, ulong)> SyncMessageValidatorSlots { get; } = new(bound);

    /// <summary>`bls_to_execution_change_indices`.</summary>
    public BoundedSet<ValidatorIndex> BlsToExecutionChangeIndices { get; } = new(bound);

    /// <summary>`blob_sidecar_tuples`: slot, proposer and index.</summary>
    public BoundedSet<(Slot, ValidatorIndex, ulong)> BlobSidecarTuples { get; } = new(bound);

    /// <summary>`data_column_sidecar_tuples` of fulu: slot, proposer and column.</summary>
    public BoundedSet<(Slot, ValidatorIndex, ColumnIndex)> DataColumnSidecarSlots { get; } = new(bound);

    /// <summary>`data_column_sidecar_tuples` of gloas: block and column.</summary>
    public BoundedSet<(Root, ColumnIndex)> DataColumnSidecarTuples { get; } = new(bound);

    /// <summary>`execution_payloads`, of which conditions only ask the gas limit, by block hash.</summary>
    public BoundedMap<Hash32, ulong> ExecutionPayloadGasLimits { get; } = new(bound);

    /// <summary>`execution_payload_envelopes`.</summary>
    public BoundedSet<(Root, BuilderIndex)> ExecutionPayloadEnvelopes { get; } = new(bound);

    /// <summary>`payload_attestation_validators`.</summary>
    public BoundedSet<(Slot, ValidatorIndex)> PayloadAttestationValidators { get; } = new(bound);

    /// <summary>`execution_payload_bids`.</summary>
    public BoundedSet<(Slot, Hash32, Root, BuilderIndex)> ExecutionPayloadBids { get; } = new(bound);

    /// <summary>`best_execution_payload_bid`.</summary>
    public BoundedMap<(Slot, Hash32, Root), Gwei> BestExecutionPayloadBid { get; } = new(bound);

    /// <summary>`proposer_preferences`.</summary>
    public BoundedMap<(Slot, Root), ProposerPreferences> ProposerPreferences { get; } = new(bound);

    /// <summary>`inclusion_list_counts`.</summary>
    public BoundedMap<(Slot, Root, ValidatorIndex), int> InclusionListCounts { get; } = new(bound);

    /// <summary>`partial_data_column_headers`, by block root.</summary>
    public BoundedMap<Root, PartialDataColumnHeader> PartialDataColumnHeaders { get; } = new(bound);

    /// <summary>`is_non_strict_superset` (`phase0/p2p-interface.md#is_non_strict_superset`): true where the bits bring nothing new.</summary>
    public static bool IsNonStrictSuperset<TKey>(BoundedMap<TKey, List<BitList>> seen, TKey key, BitList bits)
        where TKey : notnull => seen.TryGetValue(key, out var priors) && priors.Exists(prior => IsSubset(bits, prior));

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
