using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Api;

/// <summary>Serves blinded blocks (bellatrix to fulu; before they are the blocks) and the attestations of a block.</summary>
internal static class BlockPartRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        void Get(string path, Func<HttpContext, ChainLookup, ForkName, Task> answer) => routes.MapGet(
            path, BeaconApi.Guarded(http => BlockRoutes.WithBlock(http, api, (lookup, fork) => answer(http, lookup, fork))));

        Get("/eth/v1/beacon/blinded_blocks/{block_id}", (http, lookup, fork) =>
        {
            var context = api.Spec.Ssz(fork);
            var (view, block) = (Certainty.Of(lookup), lookup.Block!);
            return fork switch
            {
                < ForkName.Bellatrix => ApiResponse.Versioned(http, view, fork, block, context),
                < ForkName.Gloas => ApiResponse.Versioned(http, view, fork, new SignedBlindedBeaconBlock
                {
                    Message = BlindedBeaconBlock.Of(
                        block.Message, ExecutionPayloads.HeaderOf(block.Message.Body.ExecutionPayload, context)),
                    Signature = block.Signature,
                }, context),
                _ => throw ApiRequest.Bad($"a block of {fork.Text()} has no payload to be left out: ask /eth/v2/beacon/blocks"),
            };
        });
        Get("/eth/v2/beacon/blocks/{block_id}/attestations", (http, lookup, fork) =>
        {
            var context = api.Spec.Ssz(fork);
            http.Response.Headers[ApiResponse.VersionHeader] = fork.Text();
            return ApiResponse.Write(http, writer =>
            {
                writer.WriteString("version", fork.Text());
                ApiResponse.WriteView(writer, Certainty.Of(lookup));
                writer.WriteStartArray("data");
                foreach (var attestation in lookup.Block!.Message.Body.Attestations)
                {
                    attestation.WriteJson(writer, context);
                }

                writer.WriteEndArray();
            });
        });
    }
}
