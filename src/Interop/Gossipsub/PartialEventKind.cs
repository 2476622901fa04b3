namespace Consensoor.Interop.Gossipsub;

/// <summary>What the router tells who exchanges parts of messages.</summary>
public enum PartialEventKind
{
    /// <summary>A peer sent parts or parts metadata.</summary>
    Message,
    /// <summary>A heartbeat began.</summary>
    Beat,
    /// <summary>Peers outside of a topic's mesh are to be told of the parts that are here, in place of an IHAVE.</summary>
    Gossip,
    /// <summary>A peer went, or left the topic: what it said of parts does not hold any more. Topic is empty where it went.</summary>
    Left,
}
