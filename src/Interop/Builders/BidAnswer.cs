using Consensoor.Spec.Containers;

namespace Consensoor.Interop.Builders;

/// <summary>What a builder answers: a bid, as it came, or why there is none, in words that may stand in a log.</summary>
public sealed record BidAnswer(SignedExecutionPayloadBid? Bid, string? Problem);
