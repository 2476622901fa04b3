using System.Globalization;
using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>Serves headers, blocks and payload envelopes of /eth/v1/beacon and /eth/v2/beacon.</summary>
internal static class BlockRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/eth/v1/beacon/headers", BeaconApi.Guarded(http => Headers(http, api)));
        routes.MapGet("/eth/v1/beacon/headers/{block_id}", BeaconApi.Guarded(http => WithBlock(http, api, (lookup, fork) =>
            ApiResponse.Data(http, Certainty.Of(lookup), writer => WriteHeader(writer, lookup, api.Spec.Ssz(fork))))));
        routes.MapGet("/eth/v2/beacon/blocks/{block_id}", BeaconApi.Guarded(http => WithBlock(http, api, (lookup, fork) =>
            ApiResponse.Versioned(http, Certainty.Of(lookup), fork, lookup.Block!, api.Spec.Ssz(fork)))));
        routes.MapGet("/eth/v1/beacon/blocks/{block_id}/root", BeaconApi.Guarded(http => WithBlock(http, api, (lookup, _) =>
            ApiResponse.Data(http, Certainty.Of(lookup), writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("root", lookup.Root.ToString());
                writer.WriteEndObject();
            }))));
        routes.MapGet(
            "/eth/v1/beacon/execution_payload_envelopes/{block_id}",
            BeaconApi.Guarded(http => WithBlock(http, api, (lookup, fork) => lookup.Envelope is { } envelope
                ? ApiResponse.Versioned(http, Certainty.Of(lookup), fork, envelope, api.Spec.Ssz(fork))
                : ApiResponse.Error(http, ApiError.NotFound($"no payload envelope for block {lookup.Root}")))));
        routes.MapGet("/eth/v1/debug/fork_choice", BeaconApi.Guarded(http => ForkChoice(http, api)));
    }

    private static async Task WithBlock(HttpContext http, ApiContext api, Func<ChainLookup, ForkName, Task> answer)
    {
        var text = (string)http.Request.RouteValues["block_id"]!;
        if (ApiId.Parse(text) is not { } id)
        {
            await ApiResponse.Error(
                http, ApiError.BadRequest($"invalid block_id '{ApiError.Shorten(text)}': a name, slot or root is expected"));
            return;
        }

        if (await api.Reader.Block(id) is not { Block: { } block } lookup)
        {
            await ApiResponse.Error(http, ApiError.NotFound($"no block '{text}'"));
            return;
        }

        await answer(lookup, api.Spec.ForkAtSlot(block.Message.Slot));
    }

    private static async Task Headers(HttpContext http, ApiContext api)
    {
        var query = http.Request.Query;
        ApiId id = new ApiId.Head();
        if (query.TryGetValue("slot", out var slotText))
        {
            if (!ulong.TryParse(slotText, NumberStyles.None, CultureInfo.InvariantCulture, out var slot))
            {
                await ApiResponse.Error(http, ApiError.BadRequest($"invalid slot '{ApiError.Shorten(slotText.ToString())}'"));
                return;
            }

            id = new ApiId.BySlot(slot);
        }

        var lookup = await api.Reader.Block(id);
        if (query.TryGetValue("parent_root", out var parentText))
        {
            if (!Root.TryParse(parentText.ToString(), out var parent))
            {
                await ApiResponse.Error(http, ApiError.BadRequest($"invalid parent_root '{ApiError.Shorten(parentText.ToString())}'"));
                return;
            }

            lookup = lookup?.Block?.Message.ParentRoot == parent ? lookup : null;
        }

        await ApiResponse.Data(http, lookup is null ? default : Certainty.Of(lookup), writer =>
        {
            writer.WriteStartArray();
            if (lookup?.Block is { } block)
            {
                WriteHeader(writer, lookup, api.Spec.Ssz(api.Spec.ForkAtSlot(block.Message.Slot)));
            }

            writer.WriteEndArray();
        });
    }

    private static void WriteHeader(Utf8JsonWriter writer, ChainLookup lookup, SszContext context)
    {
        var block = lookup.Block!;
        var header = new SignedBeaconBlockHeader
        {
            Message = new BeaconBlockHeader
            {
                Slot = block.Message.Slot,
                ProposerIndex = block.Message.ProposerIndex,
                ParentRoot = block.Message.ParentRoot,
                StateRoot = block.Message.StateRoot,
                BodyRoot = block.Message.Body.HashTreeRoot(context),
            },
            Signature = block.Signature,
        };
        writer.WriteStartObject();
        writer.WriteString("root", lookup.Root.ToString());
        writer.WriteBoolean("canonical", lookup.IsCanonical);
        writer.WritePropertyName("header");
        header.WriteJson(writer, context);
        writer.WriteEndObject();
    }

    private static async Task ForkChoice(HttpContext http, ApiContext api)
    {
        if (!await api.Dumps.WaitAsync(TimeSpan.Zero, http.RequestAborted))
        {
            await ApiResponse.Error(http, ApiError.Unavailable("as many dumps are being written as may be (http.dumps)"));
            return;
        }

        try
        {
            await WriteForkChoice(http, api, await api.Reader.ForkChoice());
        }
        finally
        {
            api.Dumps.Release();
        }
    }

    private static async Task WriteForkChoice(HttpContext http, ApiContext api, ForkChoiceDump dump)
    {
        var context = api.Spec.Ssz(ForkName.Phase0);
        await ApiResponse.Write(http, writer =>
        {
            writer.WritePropertyName("justified_checkpoint");
            dump.Justified.WriteJson(writer, context);
            writer.WritePropertyName("finalized_checkpoint");
            dump.Finalized.WriteJson(writer, context);
            writer.WriteStartArray("fork_choice_nodes");
            foreach (var node in ForkChoiceRows.Of(dump))
            {
                writer.WriteStartObject();
                writer.WriteString("slot", node.Block.Slot.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("block_root", node.Block.Root.ToString());
                writer.WriteString("parent_root", node.Block.ParentRoot.ToString());
                writer.WriteString("payload_status", node.PayloadStatus.ToString().ToLowerInvariant());
                writer.WriteString("weight", node.Weight.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("validity", node.IsOptimistic ? "optimistic" : "valid");
                writer.WriteBoolean("is_head", node.IsHead);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("extra_data");
            writer.WriteString("proposer_boost_root", dump.ProposerBoostRoot.ToString());
            writer.WriteEndObject();
        });
    }
}
