using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>Shows what waits in the pools for a block: attestations, payload votes, slashings, exits and changes of credentials.</summary>
internal static class PoolReadRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        void Get(string path, Func<HttpContext, Task> handler) => routes.MapGet(path, BeaconApi.Guarded(handler));

        Get("/eth/v1/beacon/pool/attestations", http => Attestations(http, api, isSecond: false));
        Get("/eth/v2/beacon/pool/attestations", http => Attestations(http, api, isSecond: true));
        Get("/eth/v1/beacon/pool/payload_attestations", http => PayloadAttestations(http, api));
        Get("/eth/v1/beacon/pool/proposer_slashings", http => Operations(http, api, false, static pool => pool.ProposerSlashings));
        Get("/eth/v1/beacon/pool/attester_slashings", http => Operations(http, api, false, static pool => pool.AttesterSlashings));
        Get("/eth/v2/beacon/pool/attester_slashings", http => Operations(http, api, true, static pool => pool.AttesterSlashings));
        Get("/eth/v1/beacon/pool/voluntary_exits", http => Operations(http, api, false, static pool => pool.VoluntaryExits));
        Get(
            "/eth/v1/beacon/pool/bls_to_execution_changes",
            http => Operations(http, api, false, static pool => pool.BlsToExecutionChanges));
    }

    private static async Task Attestations(HttpContext http, ApiContext api, bool isSecond)
    {
        var (slot, committee) = (ApiRequest.NumberOrNull(http, "slot"), ApiRequest.NumberOrNull(http, "committee_index"));
        var fork = ForkOf(api, slot);
        var pooled = await DutyPorts.Pooled<PooledAttestations>(
            api.Duties.Pools.Attestations, new GetPooledAttestations(0, slot, committee));

        // Those of another type than the fork's belong to another answer.
        var fitting = pooled.Attestations
            .Where(vote => api.Spec.ForkAtSlot(vote.Data.Slot) >= ForkName.Electra == fork >= ForkName.Electra)
            .ToList();
        await Write(http, isSecond ? fork : null, fitting, api.Spec.Ssz(fork));
    }

    private static async Task PayloadAttestations(HttpContext http, ApiContext api)
    {
        var slot = ApiRequest.NumberOrNull(http, "slot");
        var fork = ForkOf(api, slot);
        if (fork < ForkName.Gloas)
        {
            throw ApiRequest.Bad($"{fork.Text()} has no payload attestations");
        }

        var pooled = await DutyPorts.Pooled<PooledPayloadAttestations>(
            api.Duties.Pools.PayloadAttestations, new GetPooledPayloadAttestations(0, slot));
        await ApiResponse.ValueList(http, fork, pooled.Attestations, api.Spec.Ssz(fork));
    }

    private static async Task Operations<T>(
        HttpContext http, ApiContext api, bool isOfFork, Func<PooledOperations, IReadOnlyList<T>> which)
        where T : ISszType<T>
    {
        var fork = ForkOf(api, null);
        var pooled = await DutyPorts.Pooled<PooledOperations>(api.Duties.Pools.Operations, new GetPooledOperations(0));
        await Write(http, isOfFork ? fork : null, which(pooled), api.Spec.Ssz(fork));
    }

    private static Task Write<T>(HttpContext http, ForkName? fork, IReadOnlyList<T> items, SszContext context)
        where T : ISszType<T>
    {
        if (fork is { } known)
        {
            http.Response.Headers[ApiResponse.VersionHeader] = known.Text();
        }

        return ApiResponse.Write(http, writer =>
        {
            if (fork is { } version)
            {
                writer.WriteString("version", version.Text());
            }

            writer.WriteStartArray("data");
            foreach (var item in items)
            {
                item.WriteJson(writer, context);
            }

            writer.WriteEndArray();
        });
    }

    private static ForkName ForkOf(ApiContext api, Slot? slot) =>
        api.Spec.ForkAtSlot(slot ?? api.Schedule.SlotAtOrGenesis(api.Now()));
}
