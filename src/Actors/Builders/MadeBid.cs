using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Builders;

/// <summary>A bid that left or is about to, with what has to be shown where a block takes it.</summary>
internal sealed record MadeBid(BLSPubkey Pubkey, ExecutionPayloadBid Bid, PayloadBuilt Built);
