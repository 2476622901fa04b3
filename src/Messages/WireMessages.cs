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
public sealed record RequestTraffic(string Protocol, ulong Sent, ulong Received, ulong ChunksReceived, ulong ChunksSent);
