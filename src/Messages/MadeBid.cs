using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Messages;

/// <summary>
/// A bid that left or is about to, with what has to be shown where a block takes it; the cells of its blobs take the place of these.
/// </summary>
public sealed record MadeBid(BLSPubkey Pubkey, ExecutionPayloadBid Bid, PayloadBuilt Built, IReadOnlyList<CellsAndProofs> Cells);
