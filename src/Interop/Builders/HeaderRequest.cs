namespace Consensoor.Interop.Builders;

/// <summary>Asks a builder at a URL for a header on an execution block, for the proposer of a slot (`getHeader`).</summary>
public sealed record HeaderRequest(string Url, Slot Slot, Hash32 ParentHash, BLSPubkey Proposer);
