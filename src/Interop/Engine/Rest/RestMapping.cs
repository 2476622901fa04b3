using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using BuiltPayload = Consensoor.Interop.Engine.JsonRpc.Codec.BuiltPayload;
using Envelope = Consensoor.Interop.Engine.Rest.Containers.ExecutionPayloadEnvelope;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>Makes the containers of the REST form out of the node's requests, and its answers out of containers.</summary>
internal static class RestMapping
{
    /// <summary>The request of a payload; the blobs' hashes are not sent, the execution layer takes them from the transactions.</summary>
    public static Envelope EnvelopeOf(NewPayload request, SszContext context) => new()
    {
        Payload = request.Request.ExecutionPayload,
        ParentBeaconBlockRoot = request.Request.ParentBeaconBlockRoot,
        ExecutionRequests = request.Fork >= ForkName.Electra
            ? ExecutionRequestsLists.GetExecutionRequestsList(request.Request.ExecutionRequests, context)
            : [],
    };

    /// <summary>The request of a head; no columns are told, which leaves the execution layer's set as it is.</summary>
    public static ForkchoiceUpdate UpdateOf(ForkchoiceUpdated request) => new()
    {
        ForkchoiceState = new ForkchoiceState
        {
            HeadBlockHash = request.HeadBlockHash,
            SafeBlockHash = request.SafeBlockHash,
            FinalizedBlockHash = request.FinalizedBlockHash,
        },
        PayloadAttributes = request.Attributes is not { } attributes ? [] :
        [
            new PayloadAttributes
            {
                Timestamp = attributes.Timestamp,
                PrevRandao = attributes.PrevRandao,
                SuggestedFeeRecipient = attributes.SuggestedFeeRecipient,
                Withdrawals = attributes.Withdrawals ?? [],
                ParentBeaconBlockRoot = attributes.ParentBeaconBlockRoot ?? default,
                SlotNumber = attributes.SlotNumber ?? 0,
                TargetGasLimit = attributes.TargetGasLimit ?? 0,
            },
        ],
    };

    /// <summary>
    /// The status of a payload, or of a head, which is never accepted; null, with what is wrong, for a number that is no status.
    /// </summary>
    public static EnginePayloadStatus? StatusOf(PayloadStatus status, bool isHead, out string? problem)
    {
        problem = status.Status > (byte)(isHead ? RestStatus.Syncing : RestStatus.Accepted)
            ? $"status {status.Status} is none of {(isHead ? "a head" : "a payload")}"
            : null;
        if (problem is not null)
        {
            return null;
        }

        var verdict = (RestStatus)status.Status switch
        {
            RestStatus.Valid => EngineVerdict.Valid,
            RestStatus.Invalid => EngineVerdict.Invalid,
            RestStatus.Syncing => EngineVerdict.Syncing,
            _ => EngineVerdict.Accepted,
        };
        var error = status.ValidationError.Count > 0 ? RpcText.Clean(status.ValidationError[0].AsSpan()) : null;
        error ??= verdict == EngineVerdict.Invalid ? "it is invalid, for no reason that is given" : null;
        return new EnginePayloadStatus(verdict, status.LatestValidHash.Count > 0 ? status.LatestValidHash[0] : null, error, null);
    }

    /// <summary>The answer to a head; null, with what is wrong, where it is none.</summary>
    public static ForkchoiceResponse? ResponseOf(ForkchoiceUpdateResponse response, out string? problem) =>
        StatusOf(response.PayloadStatus, isHead: true, out problem) is { } status
            ? new ForkchoiceResponse(status, response.PayloadId.Count > 0 ? response.PayloadId[0] : null)
            : null;

    /// <summary>
    /// The blobs of `blobs/v1`, each with its proof, null for one that is not there; null for all, with what is wrong, where the answer is
    /// not to so many.
    /// </summary>
    public static IReadOnlyList<BlobAndProofs?>? BlobsOf(BlobsV1Response response, int asked, out string? problem)
    {
        problem = CountProblem(response.Entries.Count, asked);
        return problem is not null ? null :
        [
            .. response.Entries.Select(static entry =>
                entry.Available ? new BlobAndProofs(entry.Contents.Blob, [entry.Contents.Proof]) : null),
        ];
    }

    /// <summary>
    /// The blobs of `blobs/v2` and `v3`, each with the proofs of its cells, null for one that is not there; null for all, with what is
    /// wrong, where the answer is not to so many.
    /// </summary>
    public static IReadOnlyList<BlobAndProofs?>? BlobsOf(BlobsV2Response response, int asked, out string? problem)
    {
        problem = CountProblem(response.Entries.Count, asked);
        foreach (var entry in response.Entries)
        {
            if (entry.Available && entry.Contents.Proofs.Count != KzgSizes.CellsPerExtBlob)
            {
                problem ??= $"a blob has {entry.Contents.Proofs.Count} proofs, not {KzgSizes.CellsPerExtBlob}";
            }
        }

        return problem is not null ? null :
        [
            .. response.Entries.Select(static entry =>
                entry.Available ? new BlobAndProofs(entry.Contents.Blob, entry.Contents.Proofs) : null),
        ];
    }

    /// <summary>
    /// The cells of `blobs/v4`, null for a blob that is not there; null for all, with what is wrong, where the answer is not to so many, or
    /// cells and proofs do not go together.
    /// </summary>
    public static IReadOnlyList<BlobCells?>? CellsOf(BlobsV4Response response, int asked, out string? problem)
    {
        problem = CountProblem(response.Entries.Count, asked);
        foreach (var entry in response.Entries)
        {
            var (cells, proofs) = (entry.Contents.BlobCells.Count, entry.Contents.Proofs.Count);
            problem ??= cells == proofs ? null : $"a blob has {proofs} proofs for {cells} cells";
        }

        return problem is not null ? null :
        [
            .. response.Entries.Select(static entry => entry.Available
                ? new BlobCells(
                    [.. entry.Contents.BlobCells.Select(static cell => cell.Count > 0 ? cell[0] : null)],
                    [.. entry.Contents.Proofs.Select(static proof => proof.Count > 0 ? proof[0] : (KZGProof?)null)])
                : null),
        ];
    }

    /// <summary>A built payload; null, with what is wrong, where its parts do not fit each other.</summary>
    public static BuiltPayload? BuiltOf(Containers.BuiltPayload built, SszContext context, out string? problem)
    {
        var bundle = built.BlobsBundle;
        var proofs = context.Fork >= ForkName.Fulu ? KzgSizes.CellsPerExtBlob : 1;
        if (bundle.Blobs.Count != bundle.Commitments.Count || bundle.Proofs.Count != proofs * bundle.Blobs.Count)
        {
            problem = $"{bundle.Blobs.Count} blobs come with {bundle.Commitments.Count} commitments and {bundle.Proofs.Count} proofs";
            return null;
        }

        var requests = context.Fork >= ForkName.Electra
            ? ExecutionRequestsLists.GetExecutionRequests(built.ExecutionRequests, context)
            : null;
        problem = context.Fork >= ForkName.Electra && requests is null
            ? "the requests are not execution requests of the fork in the order of their types"
            : null;
        return problem is not null ? null : new BuiltPayload(
            built.Payload, built.BlockValue, new BuiltBlobs(bundle.Commitments, bundle.Proofs, bundle.Blobs), requests)
        {
            ShouldOverrideBuilder = built.ShouldOverrideBuilder,
        };
    }

    private static string? CountProblem(int count, int asked) => count == asked ? null : $"{count} entries are there for {asked} blobs";
}
