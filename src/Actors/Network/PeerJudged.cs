namespace Consensoor.Actors.Network;

/// <summary>
/// Tells the network actor whether a peer is on this node's chain: Reason says why not, null where it is. A peer that is not is left: its
/// gossip is ignored, it is asked nothing but its `Status`, and it is no peer to anybody, until a later `Status` fits.
/// </summary>
internal sealed record PeerJudged(string Peer, string? Reason);
