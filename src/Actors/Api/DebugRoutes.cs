using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Api;

/// <summary>Serves /eth/v2/debug/beacon/heads, both versions of debug/fork_choice, and debug/beacon/data_column_sidecars.</summary>
internal static class DebugRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v2/debug/beacon/heads", BeaconApi.Guarded(http => Heads(http, api.Reader.View)));
        routes.MapGet("/eth/v1/debug/fork_choice", BeaconApi.Guarded(http => ForkChoice(http, api, WriteFirst)));
        routes.MapGet("/eth/v2/debug/fork_choice", BeaconApi.Guarded(http => ForkChoice(http, api, WriteSecond)));
        routes.MapGet("/eth/v1/debug/beacon/data_column_sidecars/{block_id}", BeaconApi.Guarded(http => Columns(http, api)));
    }

    private static Task Heads(HttpContext http, ChainView view) => ApiResponse.Data(http, writer =>
    {
        writer.WriteStartArray();
        var leaves = view.Blocks.Values.Where(static block => block.LastChildSlot is null);
        foreach (var leaf in leaves.OrderBy(static block => (block.Slot, block.Root)))
        {
            writer.WriteStartObject();
            writer.WriteString("root", leaf.Root.ToString());
            writer.WriteString("slot", ApiJson.Text(leaf.Slot));
            writer.WriteBoolean("execution_optimistic", view.Lookup(leaf.Root)!.IsOptimistic);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static async Task Columns(HttpContext http, ApiContext api)
    {
        var given = BlobRoutes.Wanted(
            http, "indices", static text => BlobRoutes.Number(text) is { } index && ColumnSet.All.Contains(index) ? (ulong?)index : null);
        var wanted = given is null ? ColumnSet.All : ColumnSet.Of(given);
        await BlockRoutes.WithBlock(http, api, async (lookup, fork) =>
        {
            if (fork < ForkName.Fulu)
            {
                throw ApiRequest.Bad($"a block of {fork.Text()} has no data columns");
            }

            var kept = api.Blobs is { } reader ? await reader.Columns(lookup.Root, wanted) : [];
            await ApiResponse.VersionedList(http, Certainty.Of(lookup), fork, kept, api.Spec.Ssz(fork));
        });
    }

    private static Task ForkChoice(HttpContext http, ApiContext api, Action<Utf8JsonWriter, ApiContext, ForkChoiceDump> write) =>
        Dumped(http, api, async () =>
        {
            var dump = await api.Reader.ForkChoice();
            await ApiResponse.Write(http, writer => write(writer, api, dump));
        });

    /// <summary>Answers what costs much, as long as not too many such answers are being made (`http.dumps`); else 503.</summary>
    internal static async Task Dumped(HttpContext http, ApiContext api, Func<Task> answer)
    {
        if (!await api.Dumps.WaitAsync(TimeSpan.Zero, http.RequestAborted))
        {
            await ApiResponse.Error(http, ApiError.Unavailable("as many dumps are being written as may be (http.dumps)"));
            return;
        }

        try
        {
            await answer();
        }
        finally
        {
            api.Dumps.Release();
        }
    }

    // The first version has a node a block; what belongs to a payload's outcome is further rows, told apart by extra_data.
    private static void WriteFirst(Utf8JsonWriter writer, ApiContext api, ForkChoiceDump dump)
    {
        WriteHead(writer, api, dump);
        foreach (var node in ForkChoiceRows.Of(dump))
        {
            writer.WriteStartObject();
            WriteNode(writer, node);
            writer.WriteString("parent_root", node.Block.ParentRoot.ToString());
            writer.WriteString("justified_epoch", ApiJson.Text(node.Of.Justified.Epoch));
            writer.WriteString("finalized_epoch", ApiJson.Text(node.Of.Finalized.Epoch));
            writer.WriteStartObject("extra_data");
            writer.WriteString("payload_status", StatusOf(node));
            writer.WriteBoolean("is_head", node.IsHead);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        WriteEnd(writer, dump);
    }

    private static void WriteSecond(Utf8JsonWriter writer, ApiContext api, ForkChoiceDump dump)
    {
        writer.WriteStartObject("data");
        WriteHead(writer, api, dump);
        var kept = dump.Blocks.ToDictionary(static row => row.Block.Root);
        foreach (var node in ForkChoiceRows.Of(dump))
        {
            var isOutcome = node.Of.HasNodes && node.PayloadStatus != HeadPayloadStatus.Pending;
            writer.WriteStartObject();
            WriteNode(writer, node);
            writer.WriteString("payload_status", StatusOf(node) == "none" ? "full" : StatusOf(node));
            writer.WriteString("parent_root", (isOutcome ? node.Block.Root : node.Block.ParentRoot).ToString());
            writer.WriteString(
                "parent_payload_status",
                isOutcome ? "pending" : !kept.ContainsKey(node.Block.ParentRoot) ? null : node.Block.IsParentFull ? "full" : "empty");
            writer.WritePropertyName("justified_checkpoint");
            node.Of.Justified.WriteJson(writer, api.Spec.Ssz(ForkName.Phase0));
            writer.WritePropertyName("finalized_checkpoint");
            node.Of.Finalized.WriteJson(writer, api.Spec.Ssz(ForkName.Phase0));
            writer.WriteString("payload_attester_count", ApiJson.Text(node.Of.Votes.Voted));
            writer.WriteString("payload_availability_yes_count", ApiJson.Text(node.Of.Votes.Present));
            writer.WriteString("payload_data_availability_yes_count", ApiJson.Text(node.Of.Votes.Available));
            writer.WriteStartObject("extra_data");
            writer.WriteBoolean("is_head", node.IsHead);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        WriteEnd(writer, dump);
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, ApiContext api, ForkChoiceDump dump)
    {
        var context = api.Spec.Ssz(ForkName.Phase0);
        writer.WritePropertyName("justified_checkpoint");
        dump.Justified.WriteJson(writer, context);
        writer.WritePropertyName("finalized_checkpoint");
        dump.Finalized.WriteJson(writer, context);
        writer.WriteStartArray("fork_choice_nodes");
    }

    private static void WriteNode(Utf8JsonWriter writer, ForkChoiceRow node)
    {
        var isFull = !node.Of.HasNodes || node.PayloadStatus == HeadPayloadStatus.Full;
        writer.WriteString("slot", ApiJson.Text(node.Block.Slot));
        writer.WriteString("block_root", node.Block.Root.ToString());
        writer.WriteString("weight", ApiJson.Text(node.Weight));
        writer.WriteString("validity", node.IsOptimistic ? "optimistic" : "valid");
        writer.WriteString("execution_block_hash", (isFull ? node.Of.PayloadHash : node.Of.ParentHash).ToString());
    }

    private static void WriteEnd(Utf8JsonWriter writer, ForkChoiceDump dump)
    {
        writer.WriteEndArray();
        writer.WriteStartObject("extra_data");
        writer.WriteString("proposer_boost_root", dump.ProposerBoostRoot.ToString());
        writer.WriteEndObject();
    }

    private static string StatusOf(ForkChoiceRow node) => node.PayloadStatus.ToString().ToLowerInvariant();
}
