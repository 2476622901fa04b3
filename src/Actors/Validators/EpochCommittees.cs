namespace Consensoor.Actors.Validators;

/// <summary>The seats of our validators in an epoch's committees by slot, and how many committees a slot has.</summary>
internal sealed record EpochCommittees(ulong Committees, IReadOnlyList<AttesterDuty>[] Slots);
