using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

public static partial class Accessors
{
    /// <summary>
    /// The active validators of an epoch in ascending order (`phase0/beacon-chain.md#get_active_validator_indices`); computed once an epoch
    /// and state lineage.
    /// </summary>
    public static ReadOnlySpan<ValidatorIndex> GetActiveValidatorIndices(BeaconState state, Epoch epoch) =>
        state.Caches.Active(state, epoch).Indices;

    /// <summary>
    /// How many committees each slot of an epoch has, from 1 to MAX_COMMITTEES_PER_SLOT
    /// (`phase0/beacon-chain.md#get_committee_count_per_slot`).
    /// </summary>
    public static ulong GetCommitteeCountPerSlot(BeaconState state, Epoch epoch)
    {
        var preset = state.Preset;
        var active = (ulong)GetActiveValidatorIndices(state, epoch).Length;
        return Math.Max(1, Math.Min(preset.MaxCommitteesPerSlot, active / preset.SlotsPerEpoch / preset.TargetCommitteeSize));
    }

    /// <summary>
    /// The members of a committee (`phase0/beacon-chain.md#get_beacon_committee`), a slice of the epoch's shuffling; throws
    /// ArgumentOutOfRangeException for an index the slot lacks.
    /// </summary>
    public static ReadOnlySpan<ValidatorIndex> GetBeaconCommittee(BeaconState state, Slot slot, CommitteeIndex index)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, slot);
        var perSlot = GetCommitteeCountPerSlot(state, epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, perSlot);
        var shuffled = state.Caches.Shuffling(state, epoch);
        var number = (slot % state.Preset.SlotsPerEpoch * perSlot) + index;
        var (start, end) = CommitteeBounds((ulong)shuffled.Length, number, perSlot * state.Preset.SlotsPerEpoch);
        return shuffled.AsSpan(start, end - start);
    }

    /// <summary>The members of all committees of a slot, one committee after the other, as `compute_ptc` asks for them.</summary>
    internal static ReadOnlySpan<ValidatorIndex> GetBeaconCommittees(BeaconState state, Slot slot)
    {
        var shuffled = state.Caches.Shuffling(state, Misc.ComputeEpochAtSlot(state.Preset, slot));
        var (start, end) = CommitteesAt(state.Preset, shuffled.Length, slot);
        return shuffled.AsSpan(start, end - start);
    }

    /// <summary>Where all committees of a slot lie in the shuffled order of so many.</summary>
    internal static (int Start, int End) CommitteesAt(Preset preset, int active, Slot slot) =>
        CommitteeBounds((ulong)active, slot % preset.SlotsPerEpoch, preset.SlotsPerEpoch);

    /// <summary>`phase0/beacon-chain.md#get_beacon_proposer_index`; from fulu on read from the lookahead.</summary>
    public static ValidatorIndex GetBeaconProposerIndex(BeaconState state) =>
        state.ForkName >= ForkName.Fulu ? state.ProposerLookahead[state.Slot % state.Preset.SlotsPerEpoch] : state.Caches.Proposer(state);

    /// <summary>
    /// The proposers of an epoch's slots (`fulu/beacon-chain.md#new-get_beacon_proposer_indices`); slashed validators are left out from
    /// gloas on.
    /// </summary>
    public static ValidatorIndex[] GetBeaconProposerIndices(BeaconState state, Epoch epoch)
    {
        var indices = GetActiveValidatorIndices(state, epoch);
        var seed = GetSeed(state, epoch, Constants.DomainBeaconProposer);
        if (state.ForkName < ForkName.Gloas)
        {
            return Misc.ComputeProposerIndices(state, epoch, seed, indices);
        }

        var slashed = ActiveSlashed(state, epoch);
        return Misc.ComputeProposerIndices(state, epoch, seed, slashed.Count == 0 ? indices : Without(indices, slashed));
    }

    // Few, as who is slashed exits.
    private static HashSet<ValidatorIndex> ActiveSlashed(BeaconState state, Epoch epoch)
    {
        var slashed = new HashSet<ValidatorIndex>();
        ValidatorIndex start = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var members = RegistryColumns.Of(state, block).Slashed;
            for (var i = Array.IndexOf(members, true); i >= 0; i = Array.IndexOf(members, true, i + 1))
            {
                if (RegistryColumns.ActiveAt(state, block, epoch)[i])
                {
                    slashed.Add(start + (ulong)i);
                }
            }

            start += (ulong)members.Length;
        }

        return slashed;
    }

    private static ValidatorIndex[] Without(ReadOnlySpan<ValidatorIndex> indices, HashSet<ValidatorIndex> left)
    {
        var kept = new List<ValidatorIndex>(indices.Length);
        foreach (var index in indices)
        {
            if (!left.Contains(index))
            {
                kept.Add(index);
            }
        }

        return [.. kept];
    }

    /// <summary>
    /// The payload timeliness committee of a slot of the previous, current or next epoch; asserts that it is one of them
    /// (`gloas/beacon-chain.md#new-get_ptc`).
    /// </summary>
    public static SszList<ValidatorIndex> GetPtc(BeaconState state, Slot slot)
    {
        var preset = state.Preset;
        var epoch = Misc.ComputeEpochAtSlot(preset, slot);
        var stateEpoch = GetCurrentEpoch(state);
        Refusal.Assert(epoch >= state.Config.GloasForkEpoch);
        Refusal.Assert(epoch + 1 >= stateEpoch);
        Refusal.Assert(epoch <= stateEpoch + preset.MinSeedLookahead);
        return state.PtcWindow[((epoch + 1 - stateEpoch) * preset.SlotsPerEpoch) + (slot % preset.SlotsPerEpoch)];
    }

    /// <summary>
    /// The attesters of a payload attestation, sorted, with repetitions (`gloas/beacon-chain.md#new-get_indexed_payload_attestation`).
    /// </summary>
    public static IndexedPayloadAttestation GetIndexedPayloadAttestation(BeaconState state, PayloadAttestation payloadAttestation)
    {
        var ptc = GetPtc(state, payloadAttestation.Data.Slot);
        var indices = new List<ValidatorIndex>();
        for (var i = 0; i < ptc.Count; i++)
        {
            if (payloadAttestation.AggregationBits[i])
            {
                indices.Add(ptc[i]);
            }
        }

        indices.Sort();
        return new IndexedPayloadAttestation
        {
            AttestingIndices = [.. indices],
            Data = payloadAttestation.Data,
            Signature = payloadAttestation.Signature
        };
    }

    /// <summary>
    /// The attesters of an attestation, committee by committee (`phase0/beacon-chain.md#get_attesting_indices`, over several committees
    /// from electra on). The committees must exist and the bits must fit them.
    /// </summary>
    public static List<ValidatorIndex> GetAttestingIndices(BeaconState state, Attestation attestation)
    {
        var indices = new List<ValidatorIndex>(attestation.AggregationBits.CountOnes());
        if (attestation.CommitteeBits.Length == 0)
        {
            AddAttesters(indices, GetBeaconCommittee(state, attestation.Data.Slot, attestation.Data.Index), attestation.AggregationBits, 0);
            return indices;
        }

        var offset = 0;
        foreach (var committeeIndex in Misc.GetCommitteeIndices(attestation.CommitteeBits))
        {
            var committee = GetBeaconCommittee(state, attestation.Data.Slot, committeeIndex);
            AddAttesters(indices, committee, attestation.AggregationBits, offset);
            offset += committee.Length;
        }

        return indices;
    }

    /// <summary>The attesters of a pending attestation (`phase0/beacon-chain.md#get_pending_attesting_indices`).</summary>
    public static List<ValidatorIndex> GetPendingAttestingIndices(BeaconState state, PendingAttestation attestation)
    {
        var indices = new List<ValidatorIndex>(attestation.AggregationBits.CountOnes());
        AddAttesters(indices, GetBeaconCommittee(state, attestation.Data.Slot, attestation.Data.Index), attestation.AggregationBits, 0);
        return indices;
    }

    /// <summary>
    /// The attestation with its attesters' indices in order instead of bits (`phase0/beacon-chain.md#get_indexed_attestation`).
    /// </summary>
    public static IndexedAttestation GetIndexedAttestation(BeaconState state, Attestation attestation)
    {
        var indices = GetAttestingIndices(state, attestation);
        indices.Sort();
        return new IndexedAttestation { AttestingIndices = [.. indices], Data = attestation.Data, Signature = attestation.Signature };
    }

    /// <summary>The bounds of a committee within the shuffled active validators (`phase0/beacon-chain.md#compute_committee`).</summary>
    internal static (int Start, int End) CommitteeBounds(ulong active, ulong index, ulong count) =>
        ((int)(active * index / count), (int)(active * (index + 1) / count));

    private static void AddAttesters(List<ValidatorIndex> indices, ReadOnlySpan<ValidatorIndex> committee, BitList bits, int offset)
    {
        for (var i = 0; i < committee.Length; i++)
        {
            if (bits[offset + i])
            {
                indices.Add(committee[i]);
            }
        }
    }
}
