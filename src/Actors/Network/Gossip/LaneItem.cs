using Consensoor.Messages;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>A message in a lane, decoded once it was looked at, and the slot in which it came to the checks.</summary>
internal sealed record LaneItem(LaneMessage Message, object? Value, Slot Since);
