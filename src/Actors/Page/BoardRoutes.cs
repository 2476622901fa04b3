using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Api.Description;
using Consensoor.Messages;

namespace Consensoor.Actors.Page;

/// <summary>
/// Serves what the page shows, bounded in size and made of pictures that are there: /consensoor/v1/{overview,tree,slots,actors,refusals},
/// /consensoor/v1/{peers,storage}, and why the head is the head and what became of a block.
/// </summary>
internal static class BoardRoutes
{
    private const int MostSlots = 64, MostPeers = 256;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.Map(OwnOperations.Overview, http => ApiResponse.Data(http, writer => OverviewWriter.Write(writer, api)));
        routes.Map(OwnOperations.Tree, http => Tree(http, api));
        routes.Map(OwnOperations.Slots, http => Slots(http, api));
        routes.Map(OwnOperations.Actors, http => Actors(http, api));
        routes.Map(OwnOperations.Refusals, http => Refusals(http, api));
        routes.Map(OwnOperations.Storage, http => Storage(http, api));
        routes.Map(OwnOperations.Peers, http => Peers(http, api));
        routes.Map(OwnOperations.HeadWhy, http => Head(http, api));
        routes.Map(OwnOperations.BlockWhy, http => Block(http, api));
    }

    private static Task<Board> BoardOf(ApiContext api, int slots) => api.Board().Ask<Board>(new GetBoard(slots), Deadline);

    private static async Task Tree(HttpContext http, ApiContext api)
    {
        var slots = ApiRequest.NumberOrNull(http, "slots") ?? 32;
        await DebugRoutes.Dumped(http, api, async () =>
        {
            var (dump, board) = (await api.Reader.ForkChoice(), await BoardOf(api, 0));
            await ApiResponse.Data(http, writer => TreeWriter.Write(writer, dump, api.Reader.View, board.Confirmed, slots));
        });
    }

    private static async Task Slots(HttpContext http, ApiContext api)
    {
        var count = (int)Math.Min(ApiRequest.NumberOrNull(http, "count") ?? 16, MostSlots);
        var board = await BoardOf(api, count);
        var view = api.Reader.View;
        await ApiResponse.Data(http, writer =>
        {
            writer.WriteStartArray();
            foreach (var slot in board.Slots)
            {
                SlotWriter.Write(writer, slot, view, api.Schedule);
            }

            writer.WriteEndArray();
        });
    }

    private static async Task Actors(HttpContext http, ApiContext api)
    {
        var board = await BoardOf(api, 0);
        await ApiResponse.Data(http, writer => ActorWriter.Write(writer, board));
    }

    private static async Task Refusals(HttpContext http, ApiContext api)
    {
        var board = await BoardOf(api, 0);
        await ApiResponse.Data(http, writer => RefusalListWriter.Write(writer, board));
    }

    private static async Task Storage(HttpContext http, ApiContext api)
    {
        var usage = await api.Disk.Read();
        await ApiResponse.Data(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteTime("at", usage.At);
            writer.WriteString("free_bytes", usage.Free is { } free ? ApiJson.Text((ulong)free) : null);
            writer.WriteStartArray("kinds");
            foreach (var kind in usage.Kinds)
            {
                writer.WriteStartObject();
                writer.WriteString("kind", kind.Kind);
                writer.WriteNumber("files", kind.Files);
                writer.WriteUnsigned("bytes", (ulong)kind.Bytes);
                writer.WriteBoolean("has_more", kind.HasMore);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task Peers(HttpContext http, ApiContext api)
    {
        var (known, board) = (await api.KnownPeers(), await BoardOf(api, 0));
        await ApiResponse.Data(http, writer => PeerListWriter.Write(writer, api.Peers(), known, board, MostPeers));
    }

    private static async Task Head(HttpContext http, ApiContext api) => await DebugRoutes.Dumped(http, api, async () =>
    {
        var why = HeadWhy.Of(await api.Reader.ForkChoice(), api.Reader.View.CurrentSlot);
        await ApiResponse.Data(http, writer => WhyWriter.Write(writer, why));
    });

    private static async Task Block(HttpContext http, ApiContext api)
    {
        var root = ApiRequest.Root(http, "root");
        var (lookup, board) = (await api.Reader.Block(new ApiId.ByRoot(root)), await BoardOf(api, int.MaxValue));
        var why = BlockWhy.Of(root, lookup, board, api.Reader.View, api.Schedule);
        await (why is null
            ? ApiResponse.Error(http, ApiError.NotFound($"nothing is remembered of a block {root}"))
            : ApiResponse.Data(http, writer => WhyWriter.Write(writer, why)));
    }
}
