using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Builders;

/// <summary>
/// A bid that left or is about to, with what has to be shown where a block takes it; the cells of its blobs take the place of these.
/// </summary>
internal sealed record MadeBid(BLSPubkey Pubkey, ExecutionPayloadBid Bid, PayloadBuilt Built, IReadOnlyList<CellsAndProofs> Cells);
