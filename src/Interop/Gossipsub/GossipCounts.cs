namespace Consensoor.Interop.Gossipsub;

/// <summary>What the router has counted of all topics since it was made, and what it did besides, for metrics.</summary>
public sealed record GossipCounts : TopicCounts
{
    /// <summary>RPCs of peers.</summary>
    public ulong Rpcs { get; internal set; }

    /// <summary>RPCs that were not looked at, since the peer is graylisted.</summary>
    public ulong Unheard { get; internal set; }

    /// <summary>Messages of peers, copies among them.</summary>
    public ulong Messages { get; internal set; }

    /// <summary>Copies that were found by their bytes alone.</summary>
    public ulong CheapCopies { get; internal set; }

    /// <summary>Frames with a message that were not sent because the peer does not want it.</summary>
    public ulong NotWanted { get; internal set; }

    /// <summary>IWANT ids answered.</summary>
    public ulong Answered { get; internal set; }

    /// <summary>Ids of messages that peers do not want (IDONTWANT), of those that are heard.</summary>
    public ulong DontWantIds { get; internal set; }

    /// <summary>RPCs of peers that had some.</summary>
    public ulong DontWants { get; internal set; }

    /// <summary>Ids asked for by IWANT.</summary>
    public ulong Asked { get; internal set; }

    /// <summary>Promises peers have broken.</summary>
    public ulong BrokenPromises { get; internal set; }

    /// <summary>Partial messages heard of peers.</summary>
    public ulong Partials { get; internal set; }

    /// <summary>Partial messages of peers that were not heard: too many, not announced, or of a topic without them.</summary>
    public ulong PartialsUnheard { get; internal set; }

    /// <summary>Partial messages sent.</summary>
    public ulong PartialsSent { get; internal set; }

    /// <summary>Frames with a message that were not sent because the peer gets its parts.</summary>
    public ulong LeftToParts { get; internal set; }

    /// <summary>Events dropped, since nobody took them.</summary>
    public ulong EventsDropped { get; internal set; }
}
