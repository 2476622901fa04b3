using System.Buffers.Binary;
using Consensoor.Spec.Config;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>Serves /eth/v1/beacon/light_client: bootstraps of blocks, the best updates of periods, and the newest updates.</summary>
internal static class LightClientRoutes
{
    private const string Prefix = "/eth/v1/beacon/light_client";

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet($"{Prefix}/bootstrap/{{block_root}}", BeaconApi.Guarded(http => Bootstrap(http, api)));
        routes.MapGet($"{Prefix}/updates", BeaconApi.Guarded(http => Updates(http, api)));
        routes.MapGet($"{Prefix}/finality_update", BeaconApi.Guarded(http => api.LightClient.Current.Finality is var (fork, update)
            ? ApiResponse.Value(http, fork, update, api.Spec.Ssz(fork))
            : None(http, "finality")));
        routes.MapGet($"{Prefix}/optimistic_update", BeaconApi.Guarded(http => api.LightClient.Current.Optimistic is var (fork, update)
            ? ApiResponse.Value(http, fork, update, api.Spec.Ssz(fork))
            : None(http, "optimistic")));
    }

    private static Task None(HttpContext http, string kind) =>
        ApiResponse.Error(http, ApiError.NotFound($"no {kind} update is known since the node began"));

    private static async Task Bootstrap(HttpContext http, ApiContext api)
    {
        var root = ApiRequest.Root(http, "block_root");
        if (await api.Reader.Block(new ApiId.ByRoot(root)) is not { Block: { } block } lookup)
        {
            await ApiResponse.Error(http, ApiError.NotFound($"no block {root}"));
            return;
        }

        var fork = api.Spec.ForkAtSlot(block.Message.Slot);
        var state = fork < ForkName.Altair ? null : await api.States.PostState(lookup);
        var bootstrap = state is null ? null : FullNode.CreateLightClientBootstrap(state, block).Bootstrap;
        await (bootstrap is null
            ? ApiResponse.Error(http, ApiError.NotFound($"no bootstrap of block {root}: it is of phase0, or its state is not kept"))
            : ApiResponse.Value(http, fork, bootstrap, api.Spec.Ssz(fork)));
    }

    private static Task Updates(HttpContext http, ApiContext api)
    {
        var (first, count) = (ApiRequest.Number(http, "start_period"), ApiRequest.Number(http, "count"));
        if (count == 0)
        {
            throw ApiRequest.Bad("count is zero");
        }

        var found = api.LightClient.Current.UpdatesOf(first, count);
        return ApiResponse.Either(
            http,
            () => ApiResponse.Bytes(http, [.. found.SelectMany(one => Chunk(api, one.Fork, one.Update))]),
            () => ApiResponse.WriteArray(http, writer =>
            {
                foreach (var (fork, update) in found)
                {
                    writer.WriteStartObject();
                    writer.WriteString("version", fork.Text());
                    writer.WritePropertyName("data");
                    update.WriteJson(writer, api.Spec.Ssz(fork));
                    writer.WriteEndObject();
                }
            }));
    }

    private static byte[] Chunk(ApiContext api, ForkName fork, Spec.Containers.LightClientUpdate update)
    {
        var ssz = update.ToSsz(api.Spec.Ssz(fork));
        var epoch = Misc.ComputeEpochAtSlot(api.Spec.Preset, update.AttestedHeader.Beacon.Slot);
        var chunk = new byte[8 + 4 + ssz.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(chunk, (ulong)(4 + ssz.Length));
        api.Spec.ComputeForkDigest(api.GenesisValidatorsRoot, epoch).AsSpan().CopyTo(chunk.AsSpan(8));
        ssz.CopyTo(chunk, 12);
        return chunk;
    }
}
