namespace Consensoor.Actors.Sync;

/// <summary>Where this node stands: the slot of its head, of the clock, and of its finalized checkpoint.</summary>
internal readonly record struct ChainPosition(Slot Head, Slot Clock, Slot Finalized = default);
