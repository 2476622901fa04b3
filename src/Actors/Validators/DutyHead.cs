using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <summary>
/// What the duties of a slot are done on, all on the same head: what production says is attested to, and the head's state in the epoch of
/// the slot (advanced over the epoch's start where the head is older), and the slot's duties as planned.
/// </summary>
internal sealed record DutyHead(Slot Slot, BeaconState State, AttestationData Data, SlotDuties Duties)
{
    public Root HeadRoot => Data.BeaconBlockRoot;

    /// <summary>What a committee of the slot attests to.</summary>
    public AttestationData AttestationData(CommitteeIndex index) =>
        State.ForkName < ForkName.Electra ? Data with { Index = index } : Data;
}
