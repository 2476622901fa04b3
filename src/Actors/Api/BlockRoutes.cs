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
        foreach (var name in (string[])["execution_payload_envelopes", "execution_payload_envelope"])
        {
            // The second is the name of an earlier release.
            routes.MapGet($"/eth/v1/beacon/{name}/{{block_id}}", BeaconApi.Guarded(http => WithBlock(http, api, (lookup, fork) =>
                lookup.Envelope is { } envelope
                    ? ApiResponse.Versioned(http, Certainty.Of(lookup), fork, envelope, api.Spec.Ssz(fork))
                    : ApiResponse.Error(http, ApiError.NotFound($"no payload envelope for block {lookup.Root}")))));
        }

        routes.MapGet("/eth/v1/beacon/deposit_snapshot", BeaconApi.Guarded(static http =>
            ApiResponse.Error(http, ApiError.NotFound("no snapshot of the deposit tree is kept (EIP-4881)"))));
    }

    /// <summary>Answers by the block that the path names, or that there is none.</summary>
    internal static async Task WithBlock(HttpContext http, ApiContext api, Func<ChainLookup, ForkName, Task> answer)
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
        var slot = ApiRequest.NumberOrNull(http, "slot");
        Root? parent = ApiRequest.Text(http, "parent_root") is null ? null : ApiRequest.Root(http, "parent_root");
        IReadOnlyList<ChainLookup> found = slot is null && parent is null
            ? await api.Reader.Block(new ApiId.Head()) is { Block: not null } head ? [head] : []
            : await api.Reader.Find(slot, parent);

        // What is said of all holds of each.
        var view = new Certainty(found.Any(static one => one.IsOptimistic), found.Count > 0 && found.All(static one => one.IsFinalized));
        await ApiResponse.Data(http, view, writer =>
        {
            writer.WriteStartArray();
            foreach (var lookup in found)
            {
                WriteHeader(writer, lookup, api.Spec.Ssz(api.Spec.ForkAtSlot(lookup.Block!.Message.Slot)));
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
}
