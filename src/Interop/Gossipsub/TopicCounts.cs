namespace Consensoor.Interop.Gossipsub;

/// <summary>What the router has counted of one topic, for metrics.</summary>
public record TopicCounts
{
    /// <summary>Messages of peers, each once.</summary>
    public ulong Received { get; internal set; }

    /// <summary>Copies of messages that were seen.</summary>
    public ulong Copies { get; internal set; }

    /// <summary>Messages accepted.</summary>
    public ulong Accepted { get; internal set; }

    /// <summary>Messages ignored.</summary>
    public ulong Ignored { get; internal set; }

    /// <summary>Messages rejected, by a verdict or because they are no messages.</summary>
    public ulong Rejected { get; internal set; }

    /// <summary>Messages dropped without a verdict.</summary>
    public ulong Dropped { get; internal set; }

    /// <summary>Own messages published.</summary>
    public ulong Published { get; internal set; }

    /// <summary>Frames with a message sent, own and forwarded.</summary>
    public ulong Sent { get; internal set; }

    /// <summary>Bytes (compressed) of messages of peers, each once.</summary>
    public ulong BytesReceived { get; internal set; }

    /// <summary>Bytes of all messages of peers, copies and what is no message among them.</summary>
    public ulong BytesUnfiltered { get; internal set; }

    /// <summary>Bytes of the frames with a message sent.</summary>
    public ulong BytesSent { get; internal set; }

    /// <summary>Peers that entered the mesh.</summary>
    public ulong Grafted { get; internal set; }

    /// <summary>Peers that left it.</summary>
    public ulong Pruned { get; internal set; }
}
