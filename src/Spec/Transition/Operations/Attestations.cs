using System.Buffers;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Attestations (`phase0/beacon-chain.md#attestations`, changed in altair, deneb, electra and gloas).</summary>
public static partial class Attestations
{
    /// <summary>
    /// Counts an attestation: phase0 keeps it for the epoch's end, altair on sets participation flags and rewards the proposer at once.
    /// Refuses one that is too early or too late, names committees the slot lacks, has bits that do not fit them or a committee without
    /// attesters (electra on), another source than the state's, or a wrong signature. <paramref name="parentSlot"/>, the slot of the parent
    /// block, matters from gloas on. See `gloas/beacon-chain.md#modified-process_attestation`.
    /// </summary>
    /// <remarks>
    /// The attesters are gathered once into pooled memory, for the signature and the flags; committees of one slot share no validator, so
    /// no set is needed.
    /// </remarks>
    public static Refusal? ProcessAttestation(BeaconState state, Attestation attestation, Slot parentSlot, ISignatureVerifier verifier)
    {
        if (RequireData(state, attestation.Data) is { } refusal)
        {
            return refusal;
        }

        var rented = ArrayPool<ValidatorIndex>.Shared.Rent(attestation.AggregationBits.Length);
        try
        {
            var count = 0;
            return GatherAttesters(state, attestation, rented, ref count)
                ?? (state.ForkName == ForkName.Phase0
                    ? KeepPendingAttestation(state, attestation)
                    : ApplyParticipation(state, attestation.Data, parentSlot, rented.AsSpan(0, count)))
                ?? Require(IsValidIndexedAttestation(state, attestation, rented.AsSpan(0, count), verifier));
        }
        finally
        {
            ArrayPool<ValidatorIndex>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// The conditions on slot, target and index that need no committee. The target bounds the slot, so that nothing here overflows.
    /// </summary>
    private static Refusal? RequireData(BeaconState state, AttestationData data)
    {
        const string Function = nameof(ProcessAttestation);
        var fork = state.ForkName;
        var preset = state.Preset;
        return Require(data.Target.Epoch == GetPreviousEpoch(state) || data.Target.Epoch == GetCurrentEpoch(state), Function)
            ?? Require(data.Target.Epoch == ComputeEpochAtSlot(preset, data.Slot), Function)
            ?? Require(data.Slot + preset.MinAttestationInclusionDelay <= state.Slot, Function)
            ?? Require(fork >= ForkName.Deneb || state.Slot <= data.Slot + preset.SlotsPerEpoch, Function)
            ?? fork switch
            {
                < ForkName.Electra => Require(data.Index < GetCommitteeCountPerSlot(state, data.Target.Epoch), Function),
                < ForkName.Gloas => Require(data.Index == 0, Function),
                _ => Require(data.Index < 2, Function),
            };
    }

    /// <summary>
    /// Writes the attesters' indices, committee by committee (`get_attesting_indices`), checking that the bits fit the committees.
    /// </summary>
    private static Refusal? GatherAttesters(BeaconState state, Attestation attestation, Span<ValidatorIndex> attesters, ref int count)
    {
        const string Function = nameof(ProcessAttestation);
        var (data, aggregationBits) = (attestation.Data, attestation.AggregationBits);
        if (state.ForkName < ForkName.Electra)
        {
            var committee = GetBeaconCommittee(state, data.Slot, data.Index);
            if (Require(aggregationBits.Length == committee.Length, Function) is { } refusal)
            {
                return refusal;
            }

            Gather(committee, aggregationBits, 0, attesters, ref count);
            return null;
        }

        var committeeOffset = 0;
        var committeeCount = GetCommitteeCountPerSlot(state, data.Target.Epoch);
        for (var committeeIndex = 0; committeeIndex < attestation.CommitteeBits.Length; committeeIndex++)
        {
            if (!attestation.CommitteeBits[committeeIndex])
            {
                continue;
            }

            if (Require((ulong)committeeIndex < committeeCount, Function) is { } refusal)
            {
                return refusal;
            }

            var committee = GetBeaconCommittee(state, data.Slot, (ulong)committeeIndex);
            if (Require(committeeOffset + committee.Length <= aggregationBits.Length, Function) is { } tooShort)
            {
                return tooShort;
            }

            var before = count;
            Gather(committee, aggregationBits, committeeOffset, attesters, ref count);
            if (Require(count > before, Function, "len(committee_attesters) > 0") is { } nobody)
            {
                return nobody;
            }

            committeeOffset += committee.Length;
        }

        return Require(aggregationBits.Length == committeeOffset, Function);
    }

    private static void Gather(
        ReadOnlySpan<ValidatorIndex> committee, BitList aggregationBits, int committeeOffset, Span<ValidatorIndex> attesters, ref int count)
    {
        for (var i = 0; i < committee.Length; i++)
        {
            if (aggregationBits[committeeOffset + i])
            {
                attesters[count++] = committee[i];
            }
        }
    }

    /// <summary>
    /// `is_valid_indexed_attestation` for indices that come from committees: they exist and are unique, and their order does not matter to
    /// the aggregate.
    /// </summary>
    private static bool IsValidIndexedAttestation(
        BeaconState state, Attestation attestation, ReadOnlySpan<ValidatorIndex> attesters, ISignatureVerifier verifier)
    {
        if (attesters.IsEmpty || (ulong)attesters.Length > state.Preset.MaxValidatorsPerCommittee * state.Preset.MaxCommitteesPerSlot)
        {
            return false;
        }

        var pubkeys = ArrayPool<BLSPubkey>.Shared.Rent(attesters.Length);
        try
        {
            for (var i = 0; i < attesters.Length; i++)
            {
                pubkeys[i] = state.Validators[attesters[i]].Pubkey;
            }

            var domain = GetDomain(state, Constants.DomainBeaconAttester, attestation.Data.Target.Epoch);
            var signingRoot = ComputeSigningRoot(attestation.Data, domain, state.Ssz);
            return verifier.Verify(pubkeys.AsSpan(0, attesters.Length), signingRoot, attestation.Signature);
        }
        finally
        {
            ArrayPool<BLSPubkey>.Shared.Return(pubkeys);
        }
    }

    /// <summary>Phase0: keeps the attestation in its epoch's list, which is bounded.</summary>
    private static Refusal? KeepPendingAttestation(BeaconState state, Attestation attestation)
    {
        const string Function = nameof(ProcessAttestation);
        var data = attestation.Data;
        var isCurrent = data.Target.Epoch == GetCurrentEpoch(state);
        var pending = isCurrent ? state.CurrentEpochAttestations : state.PreviousEpochAttestations;
        if ((Require(data.Source == (isCurrent ? state.CurrentJustifiedCheckpoint : state.PreviousJustifiedCheckpoint), Function)
            ?? Require((ulong)pending.Count < state.Preset.MaxAttestations * state.Preset.SlotsPerEpoch, Function)) is { } refusal)
        {
            return refusal;
        }

        pending.Add(new PendingAttestation
        {
            AggregationBits = attestation.AggregationBits,
            Data = data,
            InclusionDelay = state.Slot - data.Slot,
            ProposerIndex = GetBeaconProposerIndex(state),
        });
        return null;
    }
}
