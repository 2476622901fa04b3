namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The last vote of a validator (`gloas/fork-choice.md#modified-latestmessage`): the slot it was cast in, the block, and whether the
/// block's payload was present for the voter.
/// </summary>
public readonly record struct LatestMessage(Slot Slot, Root Root, bool PayloadPresent);
