namespace Consensoor.Messages;

/// <summary>
/// What the wire counted since it began, told once a slot on the event stream: connected peers by who dialled, messages by name of topic,
/// what the router did besides and cells of partial columns, by the names that metrics give them, and requests by protocol.
/// </summary>
public sealed record WireStatus(
    int Inbound,
    int Outbound,
    IReadOnlyList<TopicTraffic> Topics,
    IReadOnlyList<KeyValuePair<string, ulong>> Gossip,
    IReadOnlyList<KeyValuePair<string, ulong>> Cells,
    IReadOnlyList<RequestTraffic> Requests)
{
    /// <summary>When the wire began: what it counts begins anew with it.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>
    /// The same of each topic by its whole name, of those that the node is or was on, whatever peers name: one for a subnet and digest.
    /// </summary>
    public IReadOnlyList<WholeTopic> WholeTopics { get; init; } = [];

    /// <summary>Peers by the version of gossip that they speak.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> PeersByProtocol { get; init; } = [];

    /// <summary>How often a peer was connected that was not before.</summary>
    public ulong PeersCame { get; init; }

    /// <summary>How often a peer went with its last connection.</summary>
    public ulong PeersWent { get; init; }

    /// <summary>
    /// Peers by their program, of a list that is known beforehand, with the mean of their scores in gossip (0 without peers); all others,
    /// and who has not said, are `Unknown`.
    /// </summary>
    public IReadOnlyList<(string Client, int Peers, double Score)> PeersByClient { get; init; } = [];

    /// <summary>How often peers behaved in a way that costs score in gossip (<c>Interop/Gossipsub/Penalty.cs</c>), every kind.</summary>
    public IReadOnlyList<KeyValuePair<string, ulong>> Penalties { get; init; } = [];

    /// <summary>Peers by who dialled (`inbound`, `outbound`) and over what (`tcp`, `quic`), all four.</summary>
    public IReadOnlyList<(string Direction, string Transport, int Peers)> Connections { get; init; } = [];
}

/// <summary>
/// One topic by its whole name: the peers that are on it, whether this node is, and beside its traffic the bytes (compressed) of messages
/// received once each, of all that came, and of those sent, and how many peers entered and left the mesh.
/// </summary>
public sealed record WholeTopic(TopicTraffic Traffic, int Peers, bool IsJoined)
{
    /// <summary>Bytes of messages received, each once.</summary>
    public ulong BytesReceived { get; init; }

    /// <summary>Bytes of all messages received.</summary>
    public ulong BytesUnfiltered { get; init; }

    /// <summary>Bytes of messages sent.</summary>
    public ulong BytesSent { get; init; }

    /// <summary>Peers that entered the mesh.</summary>
    public ulong Grafted { get; init; }

    /// <summary>Peers that left it.</summary>
    public ulong Pruned { get; init; }

    /// <summary>Those that entered by why (<c>Interop/Gossipsub/GraftReason.cs</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, ulong>> GraftedBecause { get; init; } = [];

    /// <summary>Those that left by why (<c>Interop/Gossipsub/PruneReason.cs</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, ulong>> PrunedBecause { get; init; } = [];

    /// <summary>The scores of the peers that are in the mesh.</summary>
    public IReadOnlyList<double> MeshScores { get; init; } = [];

    /// <summary>Messages that peers named and this node had not, so that it had to ask.</summary>
    public ulong Missed { get; init; }
}

/// <summary>
/// Messages of all topics of a name, whatever fork and subnet: Received of peers, each once, and the Copies of them; verdicts on them
/// (Dropped without one); own ones Published; frames Sent, own and forwarded. Topics are those the node is on now, Mesh the peers in all
/// their meshes.
/// </summary>
public sealed record TopicTraffic(
    string Topic,
    int Topics,
    int Mesh,
    ulong Received,
    ulong Copies,
    ulong Accepted,
    ulong Ignored,
    ulong Rejected,
    ulong Dropped,
    ulong Published,
    ulong Sent);

/// <summary>Requests of one protocol, by its name without version: sent to peers and received of them, and chunks of answers.</summary>
public sealed record RequestTraffic(string Protocol, ulong Sent, ulong Received, ulong ChunksReceived, ulong ChunksSent)
{
    /// <summary>Bytes of SSZ, before they are compressed, of requests sent.</summary>
    public ulong BytesSent { get; init; }

    /// <summary>The same of requests received.</summary>
    public ulong BytesReceived { get; init; }

    /// <summary>The same of chunks of peers' answers.</summary>
    public ulong ChunkBytesReceived { get; init; }

    /// <summary>The same of chunks of own answers.</summary>
    public ulong ChunkBytesSent { get; init; }
}
