using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Duties;

/// <summary>An attester's part (`phase0/validator.md#attesting`).</summary>
public static class Attesting
{
    /// <summary>
    /// The committee, its index and the slot a validator attests in during an epoch; null where it has none. Throws
    /// ArgumentOutOfRangeException beyond the epoch after the state's (`phase0/validator.md#validator-assignments`).
    /// </summary>
    public static (ValidatorIndex[] Committee, CommitteeIndex Index, Slot Slot)? GetCommitteeAssignment(
        BeaconState state, Epoch epoch, ValidatorIndex validatorIndex)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, Accessors.GetCurrentEpoch(state) + 1);
        var start = Misc.ComputeStartSlotAtEpoch(state.Preset, epoch);
        var committees = Accessors.GetCommitteeCountPerSlot(state, epoch);
        for (var slot = start; slot < start + state.Preset.SlotsPerEpoch; slot++)
        {
            for (CommitteeIndex index = 0; index < committees; index++)
            {
                var committee = Accessors.GetBeaconCommittee(state, slot, index);
                if (committee.Contains(validatorIndex))
                {
                    return (committee.ToArray(), index, slot);
                }
            }
        }

        return null;
    }

    /// <summary>
    /// What is attested to in a slot with a block as head, on a state of the head in the slot's epoch
    /// (`phase0/validator.md#attestation-data`). The index is the committee's before electra and 0 in electra and fulu; from gloas on it
    /// says whether the head of an earlier slot is built upon with its payload (`gloas/validator.md#attestation`), which is 0 for a head
    /// from before gloas: no payload of it comes apart.
    /// </summary>
    public static AttestationData GetAttestationData(
        BeaconState headState, Root headRoot, Slot headSlot, bool headIsFull, Slot slot, CommitteeIndex committeeIndex)
    {
        var epoch = Misc.ComputeEpochAtSlot(headState.Preset, slot);
        var start = Misc.ComputeStartSlotAtEpoch(headState.Preset, epoch);
        return new AttestationData
        {
            Slot = slot,
            Index = headState.Spec.ForkAt(epoch) switch
            {
                < ForkName.Electra => committeeIndex,
                < ForkName.Gloas => 0,
                _ => headSlot < slot && headIsFull && headState.Spec.ForkAtSlot(headSlot) >= ForkName.Gloas ? 1UL : 0,
            },
            BeaconBlockRoot = headRoot,
            Source = headState.CurrentJustifiedCheckpoint,
            Target = new Checkpoint { Epoch = epoch, Root = headSlot <= start ? headRoot : Accessors.GetBlockRootAtSlot(headState, start) },
        };
    }

    /// <summary>Signs an attestation of an attester (`phase0/validator.md#aggregate-signature`).</summary>
    public static BLSSignature GetAttestationSignature(BeaconState state, AttestationData attestationData, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainBeaconAttester, attestationData.Target.Epoch);
        return privkey(Misc.ComputeSigningRoot(attestationData, domain, state.Ssz));
    }

    /// <summary>The subnet an attestation of a committee goes to (`phase0/validator.md#broadcast-attestation`).</summary>
    public static ulong ComputeSubnetForAttestation(ChainSpec spec, ulong committeesPerSlot, Slot slot, CommitteeIndex committeeIndex) =>
        ((committeesPerSlot * (slot % spec.Preset.SlotsPerEpoch)) + committeeIndex) % spec.Config.AttestationSubnetCount;
}
