namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>
/// What stands for messages that are no longer kept: their highest slot, source and target epoch; null where none was dropped.
/// </summary>
public readonly record struct HistoryFloor(Slot? Slot, Epoch? Source, Epoch? Target);
