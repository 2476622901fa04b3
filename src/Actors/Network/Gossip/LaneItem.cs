using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>A message in a lane, decoded once it was looked at, and what it waited for, where it came back from the chain's room.</summary>
internal sealed record LaneItem(LaneMessage Message, object? Value, GossipResult? Awaited = null);
