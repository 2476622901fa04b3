using System.Text;

namespace Consensoor.Interop.Gossipsub;

/// <summary>A topic that this node or one of its peers is subscribed to.</summary>
internal sealed class TopicState(string name)
{
    /// <summary>The whole name.</summary>
    public string Name => name;

    /// <summary>The name as it is on the wire.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>How this node takes part; null where it is not subscribed.</summary>
    public GossipTopicSettings? Settings { get; set; }

    /// <summary>What was counted; of no use where this node never took part.</summary>
    public TopicCounts Counts { get; set; } = new();

    /// <summary>Why peers entered and left its mesh; outlives it as the counts do.</summary>
    public MeshMoves Moves { get; set; } = new();

    /// <summary>When this node left it, if it did: copies on their way are no offence.</summary>
    public TimeSpan? LeftAt { get; set; }

    /// <summary>The peers that are subscribed.</summary>
    public List<PeerState> Subscribers { get; } = [];

    /// <summary>The peers in the mesh; empty where this node is not subscribed.</summary>
    public List<PeerState> Mesh { get; } = [];

    /// <summary>The peers that own messages go to where this node is not subscribed.</summary>
    public List<PeerState> Fanout { get; } = [];

    /// <summary>When this node last published to it without being subscribed.</summary>
    public TimeSpan? PublishedAt { get; set; }

    /// <summary>Until when a peer may not be grafted.</summary>
    public Dictionary<string, TimeSpan> BackOffs { get; } = new(StringComparer.Ordinal);

    /// <summary>True where this node is subscribed.</summary>
    public bool IsJoined => Settings is not null;

    /// <summary>True where nobody needs it any more.</summary>
    public bool IsIdle => Settings is null && Subscribers.Count == 0 && PublishedAt is null && LeftAt is null;
}
