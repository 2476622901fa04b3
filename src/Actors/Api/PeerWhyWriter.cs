using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Network.Wire;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Writes what the node knows and remembers of peers.</summary>
internal static class PeerWhyWriter
{
    // Score, status and metadata of a connected peer.
    private static void Write(Utf8JsonWriter writer, PeerInfo peer)
    {
        writer.WriteNumber("score", Rounded(peer.Score));
        if (peer.Status is { } status)
        {
            writer.WriteStartObject("status");
            writer.WriteString("fork_digest", status.ForkDigest.ToString());
            writer.WriteString("finalized_epoch", ApiJson.Text(status.FinalizedEpoch));
            writer.WriteString("finalized_root", status.FinalizedRoot.ToString());
            writer.WriteString("head_slot", ApiJson.Text(status.HeadSlot));
            writer.WriteString("head_root", status.HeadRoot.ToString());
            writer.WriteString("earliest_available_slot", ApiJson.Text(status.EarliestAvailableSlot));
            writer.WriteEndObject();
        }

        if (peer.MetaData is { } metaData)
        {
            writer.WriteStartObject("metadata");
            writer.WriteString("seq_number", ApiJson.Text(metaData.SeqNumber));
            writer.WriteString("attnets", $"0x{Convert.ToHexStringLower(metaData.Attnets.AsSpan())}");
            writer.WriteString("syncnets", $"0x{Convert.ToHexStringLower(metaData.Syncnets.AsSpan())}");
            writer.WriteString("custody_group_count", ApiJson.Text(metaData.CustodyGroupCount));
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes what the parts of the node remember of a peer: scores, and what happened with the reasons.</summary>
    public static void Write(
        Utf8JsonWriter writer, string peer, WirePeer? connected, PeerInfo? known, IReadOnlyList<(string Who, PeerWhy Why)> found)
    {
        writer.WriteStartObject();
        writer.WriteString("peer_id", peer);
        writer.WriteBoolean("is_connected", connected is not null);
        if (connected is not null)
        {
            writer.WriteString("agent", connected.Agent);
        }

        if (known is not null)
        {
            Write(writer, known);
        }

        foreach (var (who, why) in found)
        {
            writer.WriteStartObject(who);
            if (why.Score is { } score)
            {
                writer.WriteNumber("score", Rounded(score));
            }

            writer.WriteStartObject("parts");
            foreach (var (part, value) in why.Parts)
            {
                writer.WriteNumber(part, Rounded(value));
            }

            writer.WriteEndObject();
            writer.WriteStartArray("notes");
            foreach (var note in why.Notes)
            {
                writer.WriteStartObject();
                writer.WriteString("at", note.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
                writer.WriteString("what", note.What);
                writer.WriteString("reason", note.Reason);
                writer.WriteNumber("points", Rounded(note.Points));
                writer.WriteNumber("count", note.Count);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // JSON has no infinite numbers.
    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 3) : -1e9;
}
