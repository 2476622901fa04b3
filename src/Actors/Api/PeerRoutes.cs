using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Network.Wire;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /eth/v1/node/peers, /eth/v1/node/peers/{peer_id} and /eth/v1/node/peer_count: the connections that are open; and
/// /consensoor/v1/peers/{peer_id}/why, what is remembered of a peer.
/// </summary>
internal static class PeerRoutes
{
    private static readonly string[] States = ["disconnected", "connecting", "connected", "disconnecting"];
    private static readonly string[] Directions = ["inbound", "outbound"];

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v1/node/peers", BeaconApi.Guarded(http => All(http, api)));
        routes.MapGet("/eth/v1/node/peers/{peer_id}", BeaconApi.Guarded(http => One(http, api)));
        routes.Map(OwnOperations.PeerWhy, http => Why(http, api));
        routes.MapGet("/eth/v1/node/peer_count", BeaconApi.Guarded(http => ApiResponse.Data(http, writer =>
        {
            var connected = Shown(api).Count.ToString(CultureInfo.InvariantCulture);
            writer.WriteStartObject();
            foreach (var state in States)
            {
                writer.WriteString(state, state == "connected" ? connected : "0");
            }

            writer.WriteEndObject();
        })));
    }

    private static async Task All(HttpContext http, ApiContext api)
    {
        if (Filter(http, "state", States, out var states) is { } badState)
        {
            await ApiResponse.Error(http, badState);
            return;
        }

        if (Filter(http, "direction", Directions, out var directions) is { } badDirection)
        {
            await ApiResponse.Error(http, badDirection);
            return;
        }

        var peers = Shown(api).Where(peer => states.Contains("connected") && directions.Contains(DirectionOf(peer))).ToList();
        var records = await api.PeerRecords([.. peers.Select(static peer => peer.PeerId)]);
        await ApiResponse.Write(http, writer =>
        {
            writer.WriteStartArray("data");
            peers.ForEach(peer => Write(writer, peer, records));
            writer.WriteEndArray();
            writer.WriteStartObject("meta");
            writer.WriteNumber("count", peers.Count);
            writer.WriteEndObject();
        });
    }

    private static async Task One(HttpContext http, ApiContext api)
    {
        var id = http.Request.RouteValues["peer_id"]?.ToString() ?? "";
        if (!Interop.Identity.PeerId.TryParse(id, out var asked))
        {
            await ApiResponse.Error(http, NoPeerId(id));
            return;
        }

        var records = await api.PeerRecords([asked.ToString()]);
        await (Shown(api).FirstOrDefault(peer => peer.PeerId == asked.ToString()) is { } found
            ? ApiResponse.Data(http, writer => Write(writer, found, records))
            : ApiResponse.Error(http, ApiError.NotFound($"no peer {asked} is connected")));
    }

    // Two connections with one peer, of which one is about to end, are one peer.
    private static IReadOnlyList<WirePeer> Shown(ApiContext api) =>
        [.. api.Peers().DistinctBy(static peer => peer.PeerId, StringComparer.Ordinal)];

    private static ApiError? Filter(HttpContext http, string name, string[] known, out IReadOnlyCollection<string> chosen)
    {
        var given = http.Request.Query[name].SelectMany(static text => (text ?? "").Split(',')).ToList();
        chosen = given.Count == 0 ? known : given;
        return given.Find(text => !known.Contains(text)) is { } wrong
            ? ApiError.BadRequest($"{name} '{ApiError.Shorten(wrong)}' is none of {string.Join(", ", known)}")
            : null;
    }

    private static string DirectionOf(WirePeer peer) => peer.IsInbound ? "inbound" : "outbound";

    private static ApiError NoPeerId(string id) => ApiError.BadRequest($"peer_id '{ApiError.Shorten(id)}' is no peer id");

    private static async Task Why(HttpContext http, ApiContext api)
    {
        var id = http.Request.RouteValues["peer_id"]?.ToString() ?? "";
        if (!Interop.Identity.PeerId.TryParse(id, out var asked))
        {
            await ApiResponse.Error(http, NoPeerId(id));
            return;
        }

        var found = await api.WhyPeer(asked.ToString());
        var connected = Shown(api).FirstOrDefault(peer => peer.PeerId == asked.ToString());
        var known = (await api.KnownPeers()).All.FirstOrDefault(peer => peer.Peer == asked.ToString());
        await (connected is not null || found.Any(static one => one.Why.Score is not null || one.Why.Notes.Count > 0)
            ? ApiResponse.Data(http, writer => PeerWhyWriter.Write(writer, asked.ToString(), connected, known, found))
            : ApiResponse.Error(http, ApiError.NotFound($"nothing is remembered of peer {asked}")));
    }

    // The standard's members and no others: what else is known is told by why.
    private static void Write(Utf8JsonWriter writer, WirePeer peer, IReadOnlyDictionary<string, string> records)
    {
        writer.WriteStartObject();
        writer.WriteString("peer_id", peer.PeerId);
        writer.WriteString("enr", records.GetValueOrDefault(peer.PeerId));
        writer.WriteString("last_seen_p2p_address", peer.Address);
        writer.WriteString("state", "connected");
        writer.WriteString("direction", DirectionOf(peer));
        writer.WriteEndObject();
    }
}
