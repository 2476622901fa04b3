using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Takes signed blinded blocks of electra and fulu: POST /eth/v2/beacon/blinded_blocks (and /eth/v1, of older clients). Each goes to
/// the builders that offered its header, and is published with what the first of them shows; from fulu on they publish it. One that was not
/// made here is refused: nobody knows whose header it has.
/// </summary>
internal static class BlindedBlockRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPost("/eth/v1/beacon/blinded_blocks", BeaconApi.Guarded(http => Block(http, api, api.Spec.ForkAtSlot(Now(api)))));
        routes.MapPost("/eth/v2/beacon/blinded_blocks", BeaconApi.Guarded(http => Block(http, api, ApiRequest.Version(http))));
    }

    private static async Task Block(HttpContext http, ApiContext api, ForkName fork)
    {
        var validation = PublishRoutes.ValidationOf(http);
        _ = ApiRequest.IsSsz(http);
        if (fork is not (ForkName.Electra or ForkName.Fulu))
        {
            throw ApiRequest.Bad($"blinded blocks are taken of electra and fulu, not of {fork.Text()}");
        }

        var context = api.Spec.Ssz(fork);
        var signed = await ApiRequest.Value<SignedBlindedBeaconBlock>(http, context);
        var (slot, root) = (signed.Message.Slot, signed.Message.HashTreeRoot(context));
        PublishRoutes.RequireFork(api, fork, slot);
        if (slot != Now(api))
        {
            throw ApiRequest.Bad($"slot {slot} is not the present one: its builder would show its payload for nothing");
        }

        if (validation == BroadcastValidation.ConsensusAndEquivocation)
        {
            PublishRoutes.RequireOnlyBlock(api, root, slot, signed.Message.ProposerIndex);
        }

        var urls = api.ProducedBlinded.BuildersOf(root)
            ?? throw ApiRequest.Bad($"block {root} was not made here: nobody knows whose header it has");
        var by = api.Schedule.LastWordOf(slot);
        var submitted = await api.Duties.Builders.Ask<BlindedBlockSubmitted>(
            new SubmitBlindedBlock(0, urls, signed, by), ProductionRoutes.DeadlineOf(api));
        if (submitted.Problem is { } problem)
        {
            await ApiResponse.Error(http, ApiError.Unavailable($"no builder took it: {problem}"));
        }
        else if (submitted is { Block: { } block, Payload.Blobs: var blobs })
        {
            var perBlob = fork >= ForkName.Fulu ? KzgSizes.CellsPerExtBlob : 1;
            var found = blobs.Blobs.Select((blob, at) =>
                new FoundBlob(blob, [.. blobs.Proofs.Skip(at * perBlob).Take(perBlob)])).ToList();
            await PublishRoutes.PublishBlock(http, api, root, block, found, context, validation);
        }
    }

    private static Slot Now(ApiContext api) => api.Schedule.SlotAtOrGenesis(api.Now());
}
