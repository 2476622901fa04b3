namespace Consensoor.Actors.Network.Wire;

/// <summary>A connection with a peer, as the Beacon API shows it; of its agent the first letters.</summary>
public sealed record WirePeer(string PeerId, string Address, bool IsInbound, string? Agent);
