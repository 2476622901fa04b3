namespace Consensoor.Interop.Builders;

/// <summary>Asks a builder at a URL for a bid on a block and payload, as the proposer of a slot (`getExecutionPayloadBid`).</summary>
public sealed record BidRequest(
    string Url, Slot Slot, Hash32 ParentHash, Root ParentRoot, BLSPubkey Proposer, SignedBuilderRequestAuth Auth);
