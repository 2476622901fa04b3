namespace Consensoor.Actors.Sync;

/// <summary>Where this node stands: the slot of its head, and of the clock.</summary>
internal readonly record struct ChainPosition(Slot Head, Slot Clock);
