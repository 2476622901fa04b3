namespace Consensoor.Interop.Storage;

/// <summary>
/// Says what of the finalized past may go: blocks before a slot, with their payloads and the states that need them, and payloads before a
/// slot. 0 keeps all.
/// </summary>
public sealed record StoredRetention(Slot Blocks, Slot Envelopes);
