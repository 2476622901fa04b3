using System.Globalization;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Serves /eth/v1/node and /eth/v2/node: health, version, identity, peers and syncing.</summary>
internal static class NodeRoutes
{
    /// <summary>A head that is more slots behind the clock counts as syncing.</summary>
    public const ulong SyncTolerance = 2;

    /// <summary>The standard's path of health.</summary>
    public const string HealthPath = "/eth/v1/node/health";

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet(HealthPath, BeaconApi.Guarded(http => Health(http, api)));
        routes.MapGet("/eth/v1/node/version", BeaconApi.Guarded(http => ApiResponse.Data(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("version", api.Version);
            writer.WriteEndObject();
        })));
        routes.MapGet("/eth/v2/node/version", BeaconApi.Guarded(http => ApiResponse.Data(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("beacon_node");
            writer.WriteString("code", api.Client.Code);
            writer.WriteString("name", api.Client.Name);
            writer.WriteString("version", api.Client.Version);
            writer.WriteString("commit", api.Client.Commit);
            writer.WriteEndObject();
            writer.WriteEndObject();
        })));
        routes.MapGet("/eth/v1/node/syncing", BeaconApi.Guarded(http => Syncing(http, api)));
        routes.MapGet("/eth/v1/node/identity", BeaconApi.Guarded(http => Identity(http, api)));
        PeerRoutes.Map(routes, api);
    }

    private static Task Health(HttpContext http, ApiContext api)
    {
        var syncing = StatusCodes.Status206PartialContent;
        if (http.Request.Query.TryGetValue("syncing_status", out var wanted)
            && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out syncing) || syncing is < 100 or > 599))
        {
            return ApiResponse.Error(
                http, ApiError.BadRequest($"syncing_status '{ApiError.Shorten(wanted.ToString())}' is no HTTP status"));
        }

        if (!api.Identity.Current.IsComplete)
        {
            return ApiResponse.Error(http, ApiError.Unavailable("the node is starting"));
        }

        http.Response.StatusCode = Distance(api, api.Reader.Head) > SyncTolerance ? syncing : StatusCodes.Status200OK;
        return Task.CompletedTask;
    }

    private static Task Syncing(HttpContext http, ApiContext api)
    {
        var head = api.Reader.Head;
        var distance = Distance(api, head);
        return ApiResponse.Data(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("head_slot", head.Slot.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("sync_distance", distance.ToString(CultureInfo.InvariantCulture));
            writer.WriteBoolean("is_syncing", distance > SyncTolerance);
            writer.WriteBoolean("is_optimistic", head.IsOptimistic);
            writer.WriteBoolean("el_offline", api.Execution.IsOffline);
            writer.WriteEndObject();
        });
    }

    // A launcher gives the record of the first node to the others: there is none, or the right one.
    private static Task Identity(HttpContext http, ApiContext api) => api.Identity.Current is { IsComplete: true } identity
        ? Identity(http, identity)
        : ApiResponse.Error(http, ApiError.Unavailable("the node is starting: its record is not made yet"));

    private static Task Identity(HttpContext http, NodeIdentity identity) => ApiResponse.Data(http, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("peer_id", identity.PeerId);
        writer.WriteString("enr", identity.Enr);
        Strings("p2p_addresses", identity.P2pAddresses);
        Strings("discovery_addresses", identity.DiscoveryAddresses);
        writer.WriteStartObject("metadata");
        var own = identity.MetaData;
        writer.WriteString("seq_number", own.SeqNumber.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("attnets", $"0x{Convert.ToHexStringLower(own.Attnets.AsSpan())}");
        writer.WriteString("syncnets", $"0x{Convert.ToHexStringLower(own.Syncnets.AsSpan())}");
        writer.WriteString("custody_group_count", own.CustodyGroupCount.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteEndObject();

        void Strings(string name, IReadOnlyList<string> values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    });

    /// <summary>Counts the slots by which a head is behind the clock.</summary>
    public static ulong Distance(ApiContext api, HeadSnapshot head)
    {
        var now = api.Schedule.SlotAtOrGenesis(api.Now());
        return now > head.Slot ? now - head.Slot : 0;
    }
}
