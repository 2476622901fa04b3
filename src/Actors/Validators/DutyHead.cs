using Consensoor.Messages;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <summary>What the duties of a slot are done on: the head, and its state in the epoch of the slot (advanced over the epoch's start where the head is older).</summary>
public sealed record DutyHead(Slot Slot, HeadSnapshot Head, BeaconState State);
