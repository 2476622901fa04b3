using Consensoor.Messages;

namespace Consensoor.Interop.Builders;

/// <summary>What a builder answers: a header with its bid, as it came, or why there is none, in words that may stand in a log.</summary>
public sealed record HeaderAnswer(SignedBuilderBid? Bid, string? Problem);
