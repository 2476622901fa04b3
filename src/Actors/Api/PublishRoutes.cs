using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Takes signed blocks, payload envelopes and bids: POST /eth/v2/beacon/blocks (and /eth/v1, of older clients),
/// /eth/v1/beacon/execution_payload_envelopes and /eth/v1/beacon/execution_payload_bids. Nothing is sent before it was judged.
/// </summary>
internal static class PublishRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPost("/eth/v1/beacon/blocks", BeaconApi.Guarded(http => Block(http, api, api.Spec.ForkAtSlot(Now(api)))));
        routes.MapPost("/eth/v2/beacon/blocks", BeaconApi.Guarded(http => Block(http, api, ApiRequest.Version(http))));
        routes.MapPost("/eth/v1/beacon/execution_payload_envelopes", BeaconApi.Guarded(http => Envelope(http, api)));

        // The paths without an s are of an earlier release.
        routes.MapPost("/eth/v1/beacon/execution_payload_bids", BeaconApi.Guarded(http => Bid(http, api)));
        routes.MapPost("/eth/v1/beacon/execution_payload_bid", BeaconApi.Guarded(http => Bid(http, api)));
    }

    private static async Task Bid(HttpContext http, ApiContext api)
    {
        var fork = ApiRequest.Version(http);
        RequireGloas(fork);
        var bid = await ApiRequest.Value<SignedExecutionPayloadBid>(http, api.Spec.Ssz(fork));
        await PoolRoutes.PublishOne(http, api, new Publish(bid));
    }

    private static async Task Block(HttpContext http, ApiContext api, ForkName fork)
    {
        var validation = ValidationOf(http);
        var context = api.Spec.Ssz(fork);
        var (block, blobs) = fork is >= ForkName.Deneb and < ForkName.Gloas
            ? await Contents.Read<SignedBeaconBlock>(http, "signed_block", context, ProofsPerBlob(fork))
            : (await ApiRequest.Value<SignedBeaconBlock>(http, context), []);
        var slot = block.Message.Slot;
        RequireFork(api, fork, slot);
        var builder = fork >= ForkName.Gloas ? BuilderWishes.UrlOf(http) : null;
        if (slot > Now(api) + 1)
        {
            throw ApiRequest.Bad($"slot {slot} is to come");
        }

        var root = block.Message.HashTreeRoot(context);
        if (validation == BroadcastValidation.ConsensusAndEquivocation)
        {
            RequireOnlyBlock(api, root, slot, block.Message.ProposerIndex);
        }

        await PublishBlock(http, api, root, block, blobs, context, validation, builder);
    }

    /// <summary>Publishes a block with the sidecars of its blobs, and answers what became of it.</summary>
    public static async Task PublishBlock(
        HttpContext http,
        ApiContext api,
        Root root,
        SignedBeaconBlock block,
        IReadOnlyList<FoundBlob> blobs,
        SszContext context,
        BroadcastValidation validation,
        string? builder = null)
    {
        var (sidecars, columns) = await Sidecars(
            api, root, block, context, context.Fork < ForkName.Gloas ? block.Message.Body.BlobKzgCommitments ?? [] : [], blobs);
        var publication = new PublishAndImport(root, block.Message.Slot, validation)
        {
            Block = block,
            Blobs = sidecars,
            Columns = columns,
            BuilderUrl = builder,
        };
        await Publish(http, api, publication, () => api.Reader.View.Lookup(root) is { } known
            && (known.Block is null || known.Block.Signature == block.Signature));
    }

    /// <summary>Refuses a block where another one of its proposer and slot is known.</summary>
    public static void RequireOnlyBlock(ApiContext api, Root root, Slot slot, ValidatorIndex proposer)
    {
        if (api.Reader.View.Blocks.Values.Any(known =>
            known.Slot == slot && known.Root != root && known.Block?.Message.ProposerIndex == proposer))
        {
            throw ApiRequest.Bad($"another block of proposer {proposer} in slot {slot} is known");
        }
    }

    private static async Task Envelope(HttpContext http, ApiContext api)
    {
        var validation = ValidationOf(http);
        var fork = ApiRequest.Version(http);
        RequireGloas(fork);
        var context = api.Spec.Ssz(fork);
        var isWhole = ApiRequest.FlagOrNull(ApiRequest.Header(http, "Eth-Blob-Data-Included"), "Eth-Blob-Data-Included")
            ?? throw ApiRequest.Bad("the header Eth-Blob-Data-Included is missing");
        var (signed, blobs) = isWhole
            ? await Contents.Read<SignedExecutionPayloadEnvelope>(
                http, "signed_execution_payload_envelope", context, KzgSizes.CellsPerExtBlob)
            : (await ApiRequest.Value<SignedExecutionPayloadEnvelope>(http, context), []);
        var root = signed.Message.BeaconBlockRoot;
        if (api.Reader.View.Lookup(root) is not { Block: { } block })
        {
            throw ApiRequest.Bad($"the block {root} of the envelope is not known");
        }

        RequireFork(api, fork, block.Message.Slot);
        var commitments = block.Message.Body.SignedExecutionPayloadBid.Message.BlobKzgCommitments;
        if (!isWhole && commitments.Count > 0)
        {
            var kept = api.Produced.Find(root)?.Blobs
                ?? throw ApiRequest.Bad($"the blobs of block {root} are not here: it was made elsewhere, or some time ago");
            blobs =
            [
                .. kept.Blobs.Select((blob, index) => new FoundBlob(
                    blob, [.. kept.Proofs.Skip(index * KzgSizes.CellsPerExtBlob).Take(KzgSizes.CellsPerExtBlob)])),
            ];
        }

        var (_, columns) = await Sidecars(api, root, block, context, commitments, blobs);
        var publication = new PublishAndImport(root, block.Message.Slot, validation) { Envelope = signed, Columns = columns };
        await Publish(http, api, publication, () => api.Reader.View.Lookup(root) is { Envelope: { } known }
            && known.HashTreeRoot(context) == signed.HashTreeRoot(context));
    }

    /// <summary>Has the pool make the sidecars of a block of its blobs; 400 where the blobs are not those of its commitments.</summary>
    private static async Task<(IReadOnlyList<BlobSidecar> Blobs, IReadOnlyList<DataColumnSidecar> Columns)> Sidecars(
        ApiContext api,
        Root root,
        SignedBeaconBlock block,
        SszContext context,
        SszList<KZGCommitment> commitments,
        IReadOnlyList<FoundBlob> blobs)
    {
        if (blobs.Count != commitments.Count)
        {
            throw ApiRequest.Bad($"{blobs.Count} blobs are given for {commitments.Count} commitments");
        }

        if (blobs.Count == 0)
        {
            return ([], []);
        }

        var isColumns = context.Fork >= ForkName.Fulu;
        var question = new MakeSidecars(
            WorkPriority.Block, root, block, context, blobs, isColumns ? Spec.DataColumns.ColumnSet.All
                : Spec.DataColumns.ColumnSet.First(blobs.Count));
        var made = await api.Duties.Work.Ask<object>(question, ProductionRoutes.DeadlineOf(api)) as SidecarsMade
            ?? throw new BadHttpRequestException("the sidecars could not be made now", StatusCodes.Status503ServiceUnavailable);
        return made.Columns.Count > 0 || made.Blobs.Count == blobs.Count
            ? (made.Blobs, made.Columns)
            : throw ApiRequest.Bad("of the blobs and proofs no sidecars can be made");
    }

    private static async Task Publish(HttpContext http, ApiContext api, PublishAndImport publication, Func<bool> isKnown)
    {
        var ended = await api.Duties.Publish(publication, 2 * ProductionRoutes.DeadlineOf(api));
        switch (ended.End)
        {
            case PublicationEnd.Integrated:
                break;
            case PublicationEnd.Broadcast:
                http.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case not PublicationEnd.Broadcast when publication.Validation == BroadcastValidation.Gossip && isKnown():
                // Nobody imported it on this caller's word: somebody was earlier with the same. Its builder waits for it all the same.
                if (publication is { BuilderUrl: { } url, Block: { } block })
                {
                    api.Duties.Builders.Tell(new GiveToBuilder(url, block), ActorRefs.NoSender);
                }

                break;
            case PublicationEnd.NotBroadcast:
                await ApiResponse.Error(http, ApiError.BadRequest($"it was not sent: {ended.Reason}"));
                break;
            default:
                await ApiResponse.Error(http, ApiError.Unavailable($"it was not sent: {ended.Reason}"));
                break;
        }
    }

    /// <summary>How much has to hold before a block or envelope is sent; 400 for what is no such level.</summary>
    public static BroadcastValidation ValidationOf(HttpContext http) => ApiRequest.Text(http, "broadcast_validation") switch
    {
        null or "gossip" => BroadcastValidation.Gossip,
        "consensus" => BroadcastValidation.Consensus,
        "consensus_and_equivocation" => BroadcastValidation.ConsensusAndEquivocation,
        var text => throw ApiRequest.Bad($"broadcast_validation '{ApiError.Shorten(text)}' is none"),
    };

    private static int ProofsPerBlob(ForkName fork) => fork >= ForkName.Fulu ? KzgSizes.CellsPerExtBlob : 1;

    private static void RequireGloas(ForkName fork)
    {
        if (fork < ForkName.Gloas)
        {
            throw ApiRequest.Bad($"{fork.Text()} has no bids and envelopes");
        }
    }

    /// <summary>Refuses a body that is said to be of another fork than its slot is.</summary>
    public static void RequireFork(ApiContext api, ForkName fork, Slot slot)
    {
        if (api.Spec.ForkAtSlot(slot) is var known && known != fork)
        {
            throw ApiRequest.Bad($"slot {slot} is of {known.Text()}, the body is said to be of {fork.Text()}");
        }
    }

    private static Slot Now(ApiContext api) => api.Schedule.SlotAtOrGenesis(api.Now());
}
