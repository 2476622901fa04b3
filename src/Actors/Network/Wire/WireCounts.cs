using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.PartialColumns;
using Consensoor.Interop.ReqResp;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Wire;

/// <summary>What the wire counts beside its router, and all of it as it is told.</summary>
internal sealed class WireCounts
{
    // By the table of protocols, whatever peers ask for.
    private readonly SortedDictionary<string, ulong[]> _requests = new(StringComparer.Ordinal);

    private ulong _came;
    private ulong _went;

    public void PeerCame() => _came++;

    public void PeerWent() => _went++;

    public void RequestSent(ReqRespProtocol protocol, int bytes) => Count(protocol, 0, bytes);

    public void RequestReceived(ReqRespProtocol protocol, int bytes) => Count(protocol, 1, bytes);

    public void ChunkReceived(ReqRespProtocol protocol, int bytes) => Count(protocol, 2, bytes);

    public void ChunkSent(ReqRespProtocol protocol, int bytes) => Count(protocol, 3, bytes);

    /// <summary>All that was counted, with the peers there are.</summary>
    public WireStatus Status(IReadOnlyCollection<WireLink> peers, GossipRouter router, WireTopics topics, PartialCounts? cells)
    {
        var inbound = peers.Count(static peer => peer.IsInbound);
        var traffic = router.CountsByTopic
            .GroupBy(topic => topics.NameOf(topic.Key), StringComparer.Ordinal)
            .OrderBy(static topic => topic.Key, StringComparer.Ordinal)
            .Select(topic => Of(topic.Key, [.. topic], router));
        return new WireStatus(
            inbound,
            peers.Count - inbound,
            [.. traffic],
            Of(router.Counts),
            cells is null ? [] : Of(cells),
            [.. _requests.Select(static of => Of(of.Key, of.Value))])
        {
            PeersCame = _came,
            PeersWent = _went,
            PeersByClient =
            [
                .. from name in PeerClients.Names
                let ofClient = peers.Where(peer => peer.Client == name).ToList()
                select (name, ofClient.Count, ofClient.Select(peer => router.ScoreOf(peer.Name)).DefaultIfEmpty().Average()),
            ],
            WholeTopics = [.. router.CountsByTopic.Select(topic => Whole(topic, router))],
            PeersByProtocol = router.PeersByVersion,
            Penalties = [.. Enum.GetValues<Penalty>().Select(kind => KeyValuePair.Create($"{kind}", router.CountOf(kind)))],
            Connections = [Connected(true, true), Connected(true, false), Connected(false, true), Connected(false, false)],
        };

        (string Direction, string Transport, int Peers) Connected(bool isInbound, bool isTcp) =>
        (
            isInbound ? "inbound" : "outbound",
            isTcp ? "tcp" : "quic",
            peers.Count(peer => peer.IsInbound == isInbound && peer.Remote.TcpEndPoint is not null == isTcp));
    }

    private static WholeTopic Whole(KeyValuePair<string, TopicCounts> topic, GossipRouter router)
    {
        var moves = router.MovesByTopic[topic.Key];
        return new(Of(topic.Key, [topic], router), router.SubscriberCountOf(topic.Key), router.IsSubscribed(topic.Key))
        {
            BytesReceived = topic.Value.BytesReceived,
            BytesUnfiltered = topic.Value.BytesUnfiltered,
            BytesSent = topic.Value.BytesSent,
            Grafted = topic.Value.Grafted,
            Pruned = topic.Value.Pruned,
            GraftedBecause = [.. Enum.GetValues<GraftReason>().Select(why => KeyValuePair.Create($"{why}", moves.Of(why)))],
            PrunedBecause = [.. Enum.GetValues<PruneReason>().Select(why => KeyValuePair.Create($"{why}", moves.Of(why)))],
            MeshScores = router.MeshScoresOf(topic.Key),
            Missed = moves.Missed,
        };
    }

    // How often, and after the four kinds the bytes of each.
    private void Count(ReqRespProtocol protocol, int kind, int bytes)
    {
        if (!_requests.TryGetValue(protocol.Name, out var counts))
        {
            _requests[protocol.Name] = counts = new ulong[8];
        }

        counts[kind]++;
        counts[kind + 4] += (ulong)bytes;
    }

    private static RequestTraffic Of(string protocol, ulong[] counts) => new(protocol, counts[0], counts[1], counts[2], counts[3])
    {
        BytesSent = counts[4],
        BytesReceived = counts[5],
        ChunkBytesReceived = counts[6],
        ChunkBytesSent = counts[7],
    };

    private static TopicTraffic Of(string name, KeyValuePair<string, TopicCounts>[] of, GossipRouter router)
    {
        var joined = of.Where(topic => router.IsSubscribed(topic.Key)).Select(static topic => topic.Key).ToArray();
        return new TopicTraffic(
            name,
            joined.Length,
            joined.Sum(router.MeshCountOf),
            Sum(static counts => counts.Received),
            Sum(static counts => counts.Copies),
            Sum(static counts => counts.Accepted),
            Sum(static counts => counts.Ignored),
            Sum(static counts => counts.Rejected),
            Sum(static counts => counts.Dropped),
            Sum(static counts => counts.Published),
            Sum(static counts => counts.Sent));

        ulong Sum(Func<TopicCounts, ulong> part) => of.Aggregate(0UL, (sum, topic) => sum + part(topic.Value));
    }

    private static KeyValuePair<string, ulong>[] Of(GossipCounts counts) =>
    [
        new("rpcs", counts.Rpcs), new("rpcs_unheard", counts.Unheard), new("iwant_answered", counts.Answered),
        new("iwant_asked", counts.Asked), new("promises_broken", counts.BrokenPromises), new("not_wanted", counts.NotWanted),
        new("partials_received", counts.Partials), new("partials_unheard", counts.PartialsUnheard),
        new("idontwant", counts.DontWants), new("idontwant_ids", counts.DontWantIds),
        new("partials_sent", counts.PartialsSent), new("left_to_parts", counts.LeftToParts),
    ];

    private static KeyValuePair<string, ulong>[] Of(PartialCounts counts) =>
    [
        new("sent", counts.CellsSent), new("taken", counts.CellsTaken), new("known", counts.CellsKnown),
        new("refused", counts.CellsRefused), new("unanswered", counts.Unanswered), new("columns_completed", counts.Completed),
        new("messages_dropped", counts.Dropped),
    ];
}
