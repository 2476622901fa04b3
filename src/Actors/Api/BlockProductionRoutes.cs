using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves unsigned blocks: /eth/v3/validator/blocks to fulu, /eth/v4/validator/blocks from gloas on with the envelopes of their payloads,
/// and /eth/v2/validator/blocks, which older validator clients ask.
/// </summary>
internal static class BlockProductionRoutes
{
    private const string Blinded = "Eth-Execution-Payload-Blinded", Included = "Eth-Execution-Payload-Included";

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet(
            "/eth/v2/validator/blocks/{slot}", BeaconApi.Guarded(http => UntilFulu(http, api, takesText: true)));
        routes.MapGet(
            "/eth/v3/validator/blocks/{slot}", BeaconApi.Guarded(http => UntilFulu(http, api, takesText: false)));
        routes.MapPost("/eth/v4/validator/blocks/{slot}", BeaconApi.Guarded(async http =>
        {
            var fork = ApiRequest.Version(http);
            if (fork < ForkName.Gloas)
            {
                throw ApiRequest.Bad($"a body of {fork.Text()} is not taken here");
            }

            var (slot, _) = SlotOf(http, api);
            await FromGloas(http, api, await BuilderWishes.Read(http, slot, api.Spec.Ssz(fork)));
        }));

        // What clients of earlier releases ask has no wishes about builders.
        routes.MapGet("/eth/v4/validator/blocks/{slot}", BeaconApi.Guarded(http => FromGloas(http, api, null)));
        routes.MapGet(
            "/eth/v1/validator/execution_payload_envelopes/{slot}/{beacon_block_root}", BeaconApi.Guarded(http => Envelope(http, api)));
    }

    private static async Task UntilFulu(HttpContext http, ApiContext api, bool takesText)
    {
        var (slot, fork) = SlotOf(http, api);
        if (fork >= ForkName.Gloas)
        {
            throw ApiRequest.Bad($"slot {slot} is of {fork.Text()}, where POST /eth/v4/validator/blocks/{{slot}} is to be asked");
        }

        var made = await Produce(http, api, slot, takesText: takesText, takesBlinded: !takesText);
        if (made is BlindedBlockProduced blinded)
        {
            await WriteBlinded(http, api, fork, blinded);
        }

        if (made is not BlockProduced produced)
        {
            return;
        }

        var context = api.Spec.Ssz(fork);
        var blobs = produced.Payload?.Blobs ?? BuiltBlobs.None;
        var values = BlockValues.Of(produced);
        http.Response.Headers[Blinded] = "false";
        WriteHeaders(http, fork, values);

        if (ApiResponse.PrefersSsz(http) == true)
        {
            var block = produced.Block.ToSsz(context);
            await ApiResponse.Bytes(
                http, fork < ForkName.Deneb ? block : Contents.Join(block, Contents.ProofsOf(blobs), Contents.BlobsOf(blobs)));
            return;
        }

        await ApiResponse.Write(http, writer =>
        {
            Write(writer, fork, values);
            writer.WriteBoolean("execution_payload_blinded", false);
            if (takesText)
            {
                // As the value was called in the second version.
                writer.WriteString("block_value", values.Payload);
            }

            writer.WritePropertyName("data");
            if (fork < ForkName.Deneb)
            {
                produced.Block.WriteJson(writer, context);
                return;
            }

            writer.WriteStartObject();
            writer.WritePropertyName("block");
            produced.Block.WriteJson(writer, context);
            Contents.Write(writer, blobs);
            writer.WriteEndObject();
        });
    }

    private static async Task WriteBlinded(HttpContext http, ApiContext api, ForkName fork, BlindedBlockProduced produced)
    {
        var context = api.Spec.Ssz(fork);
        var values = BlockValues.Of(produced);
        api.ProducedBlinded.Add(new ProducedBlindedBlock(produced.Block.HashTreeRoot(context), produced.BuilderUrls));
        http.Response.Headers[Blinded] = "true";
        WriteHeaders(http, fork, values);
        if (ApiResponse.PrefersSsz(http) == true)
        {
            await ApiResponse.Bytes(http, produced.Block.ToSsz(context));
            return;
        }

        await ApiResponse.Write(http, writer =>
        {
            Write(writer, fork, values);
            writer.WriteBoolean("execution_payload_blinded", true);
            writer.WritePropertyName("data");
            produced.Block.WriteJson(writer, context);
        });
    }

    private static async Task FromGloas(HttpContext http, ApiContext api, BuilderTerms? wishes)
    {
        var (slot, fork) = SlotOf(http, api);
        var isWhole = ApiRequest.FlagOrNull(ApiRequest.Text(http, "include_payload"), "include_payload")
            ?? throw ApiRequest.Bad("include_payload is missing");
        if (fork < ForkName.Gloas)
        {
            throw ApiRequest.Bad($"slot {slot} is of {fork.Text()}, where GET /eth/v3/validator/blocks/{{slot}} is to be asked");
        }

        if (await Produce(http, api, slot, wishes) is not BlockProduced produced)
        {
            return;
        }

        var context = api.Spec.Ssz(fork);
        var payload = Keep(api, produced, context);
        isWhole &= payload is not null;
        var values = BlockValues.Of(produced);
        http.Response.Headers[Included] = isWhole ? "true" : "false";
        if (produced.BuilderUrl is { } url)
        {
            http.Response.Headers[BuilderWishes.UrlHeader] = url;
        }

        WriteHeaders(http, fork, values);
        if (ApiResponse.PrefersSsz(http) == true)
        {
            var block = produced.Block.ToSsz(context);
            await ApiResponse.Bytes(http, !isWhole ? block : Contents.Join(
                block, payload!.Envelope.ToSsz(context), Contents.ProofsOf(payload.Blobs), Contents.BlobsOf(payload.Blobs)));
            return;
        }

        await ApiResponse.Write(http, writer =>
        {
            Write(writer, fork, values);
            writer.WriteBoolean("execution_payload_included", isWhole);
            writer.WritePropertyName("data");
            if (!isWhole)
            {
                produced.Block.WriteJson(writer, context);
                return;
            }

            writer.WriteStartObject();
            writer.WritePropertyName("block");
            produced.Block.WriteJson(writer, context);
            writer.WritePropertyName("execution_payload_envelope");
            payload!.Envelope.WriteJson(writer, context);
            Contents.Write(writer, payload.Blobs);
            writer.WriteEndObject();
        });
    }

    private static Task Envelope(HttpContext http, ApiContext api)
    {
        var (slot, fork) = SlotOf(http, api);
        var root = ApiRequest.Root(http, "beacon_block_root");
        return api.Produced.Find(root) is { } produced && produced.Slot == slot
            ? ApiResponse.Value(http, fork, produced.Envelope, api.Spec.Ssz(fork))
            : ApiResponse.Error(http, ApiError.NotFound($"no payload was made here for block {root} of slot {slot}"));
    }

    /// <summary>Has a block made; null where the caller has been told that no form of it is accepted.</summary>
    private static async Task<IBlockProduced?> Produce(
        HttpContext http, ApiContext api, Slot slot, BuilderTerms? wishes = null, bool takesText = false, bool takesBlinded = false)
    {
        var isUnverified = ApiRequest.FlagOrNull(ApiRequest.Text(http, "skip_randao_verification"), "skip_randao_verification") ?? false;
        var reveal = ApiRequest.Signature(http, "randao_reveal");
        if (isUnverified)
        {
            throw ApiRequest.Bad("skip_randao_verification is not offered: a block whose randao reveal does not hold is not made");
        }

        var graffiti = ApiRequest.GraffitiOrNull(http, takesText);
        var factor = ApiRequest.NumberOrNull(http, "builder_boost_factor");
        if (ApiResponse.PrefersSsz(http) is null)
        {
            await ApiResponse.Error(http, ApiError.NotAcceptable(http.Request.Headers.Accept.ToString()));
            return null;
        }

        var question = new ProduceBlock(0, slot, reveal)
        {
            Graffiti = graffiti,
            Builders = wishes,
            BoostFactor = wishes is null ? factor : null,
            TakesBlinded = takesBlinded,
            IsValued = true,
        };
        return await api.Duties.Produce<IBlockProduced>(question, ProductionRoutes.DeadlineOf(api));
    }

    private static ProducedPayload? Keep(ApiContext api, BlockProduced produced, SszContext context)
    {
        if (produced.Payload is not { Payload: { } payload } built)
        {
            return null;
        }

        var root = produced.Block.HashTreeRoot(context);
        var kept = new ProducedPayload(
            root,
            produced.Block.Slot,
            new ExecutionPayloadEnvelope
            {
                Payload = payload,
                ExecutionRequests = built.Requests ?? ExecutionRequests.Default(context),
                BuilderIndex = Constants.BuilderIndexSelfBuild,
                BeaconBlockRoot = root,
                ParentBeaconBlockRoot = produced.Block.ParentRoot,
            },
            built.Blobs);
        api.Produced.Add(kept);
        return kept;
    }

    private static (Slot Slot, ForkName Fork) SlotOf(HttpContext http, ApiContext api)
    {
        var slot = ApiRequest.Number(http, "slot");
        return (slot, api.Spec.ForkAtSlot(slot));
    }

    private static void WriteHeaders(HttpContext http, ForkName fork, BlockValues values)
    {
        http.Response.Headers[ApiResponse.VersionHeader] = fork.Text();
        http.Response.Headers["Eth-Execution-Payload-Value"] = values.Payload;
        http.Response.Headers["Eth-Consensus-Block-Value"] = values.Consensus;
    }

    private static void Write(Utf8JsonWriter writer, ForkName fork, BlockValues values)
    {
        writer.WriteString("version", fork.Text());
        writer.WriteString("execution_payload_value", values.Payload);
        writer.WriteString("consensus_block_value", values.Consensus);
    }
}
