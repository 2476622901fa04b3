using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Network.Wire;
using Consensoor.Messages;

namespace Consensoor.Actors.Page;

/// <summary>Writes the peers, the worst score first, and what the wire counted by topic and protocol.</summary>
internal static class PeerListWriter
{
    /// <summary>Writes at most so many peers, and how many there are.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<WirePeer> connected, Peers known, Board board, int most)
    {
        var wire = connected.DistinctBy(static peer => peer.PeerId, StringComparer.Ordinal)
            .ToDictionary(static peer => peer.PeerId, StringComparer.Ordinal);
        var told = known.All.DistinctBy(static peer => peer.Peer, StringComparer.Ordinal)
            .ToDictionary(static peer => peer.Peer, StringComparer.Ordinal);
        var peers = wire.Keys.Union(told.Keys).Select(id => (Id: id, Wire: wire.GetValueOrDefault(id), Told: told.GetValueOrDefault(id)))
            .OrderBy(peer => Math.Min(peer.Told?.Score ?? 0, board.Scores.GetValueOrDefault(peer.Id)))
            .ThenBy(static peer => peer.Id, StringComparer.Ordinal)
            .ToList();
        writer.WriteStartObject();
        writer.WriteNumber("count", peers.Count);
        writer.WriteBoolean("has_wire", board.Wire is not null);
        writer.WriteStartArray("peers");
        foreach (var (id, link, info) in peers.Take(most))
        {
            writer.WriteStartObject();
            writer.WriteString("peer_id", id);
            writer.WriteString("address", link?.Address);
            writer.WriteString("direction", link is null ? null : link.IsInbound ? "inbound" : "outbound");
            writer.WriteString("agent", link?.Agent);
            writer.WriteScore("score", info?.Score ?? 0);
            if (board.Scores.TryGetValue(id, out var gossip))
            {
                writer.WriteScore("gossip_score", gossip);
            }

            writer.WriteString("head_slot", info?.Status is { } status ? ApiJson.Text(status.HeadSlot) : null);
            writer.WriteString("head_root", info?.Status?.HeadRoot.ToString());
            writer.WriteString("finalized_epoch", info?.Status is { } final ? ApiJson.Text(final.FinalizedEpoch) : null);
            writer.WriteString("custody_groups", info?.MetaData is { } meta ? ApiJson.Text(meta.CustodyGroupCount) : null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("topics");
        foreach (var topic in board.Wire?.Topics ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("topic", topic.Topic);
            writer.WriteNumber("topics", topic.Topics);
            writer.WriteNumber("mesh", topic.Mesh);
            writer.WriteNumber("received", topic.Received);
            writer.WriteNumber("copies", topic.Copies);
            writer.WriteNumber("accepted", topic.Accepted);
            writer.WriteNumber("ignored", topic.Ignored);
            writer.WriteNumber("rejected", topic.Rejected);
            writer.WriteNumber("dropped", topic.Dropped);
            writer.WriteNumber("sent", topic.Sent);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("requests");
        foreach (var request in board.Wire?.Requests ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("protocol", request.Protocol);
            writer.WriteNumber("sent", request.Sent);
            writer.WriteNumber("received", request.Received);
            writer.WriteNumber("chunks_sent", request.ChunksSent);
            writer.WriteNumber("chunks_received", request.ChunksReceived);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
