namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// What a connected peer is worth: its score in gossip, the attestation subnets, sync subnets and custody groups it serves as numbers that
/// differ, and whether the operator named it, so that it stays.
/// </summary>
internal sealed record PeerValue(string Peer, double Score, bool IsStatic, IReadOnlyList<int> Serves);
