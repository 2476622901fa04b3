using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// What the duties of a slot are done on: the head, and its state in the epoch of the slot (advanced over the epoch's start where the head
/// is older).
/// </summary>
public sealed record DutyHead(Slot Slot, HeadSnapshot Head, BeaconState State)
{
    /// <summary>The committees of the slot.</summary>
    public ulong Committees => Accessors.GetCommitteeCountPerSlot(State, Misc.ComputeEpochAtSlot(State.Preset, Slot));

    /// <summary>What a committee of the slot attests to.</summary>
    public AttestationData AttestationData(CommitteeIndex index) => Attesting.GetAttestationData(
        State, Head.Root, Head.Slot, Head.PayloadStatus == HeadPayloadStatus.Full, Slot, index);
}
