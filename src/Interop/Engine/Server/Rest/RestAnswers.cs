using System.Text;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.Server.Rest;

/// <summary>Makes the containers of answers out of what the execution layer says, and its requests out of containers.</summary>
internal static class RestAnswers
{
    private const int MaxErrorBytes = 1_024;

    /// <summary>The status of a payload or head; a text that is too long is cut.</summary>
    public static PayloadStatus StatusOf(EngineVerdict verdict, Hash32? latestValidHash, string? error)
    {
        var text = error is null ? null : Encoding.UTF8.GetBytes(error);
        return new PayloadStatus
        {
            Status = (byte)(verdict switch
            {
                EngineVerdict.Valid => RestStatus.Valid,
                EngineVerdict.Invalid => RestStatus.Invalid,
                EngineVerdict.Accepted => RestStatus.Accepted,
                _ => RestStatus.Syncing,
            }),
            LatestValidHash = latestValidHash is { } hash ? [hash] : [],
            ValidationError = text is null ? [] : [ByteList.Create(text.AsSpan(0, Math.Min(text.Length, MaxErrorBytes)))],
        };
    }

    /// <summary>The attributes of a build in a fork; what the fork lacks is null.</summary>
    public static BuildAttributes AttributesOf(PayloadAttributes attributes, ForkName fork) => new(
        attributes.Timestamp,
        attributes.PrevRandao,
        attributes.SuggestedFeeRecipient,
        fork >= ForkName.Capella ? attributes.Withdrawals : null,
        fork >= ForkName.Deneb ? attributes.ParentBeaconBlockRoot : null,
        fork >= ForkName.Gloas ? attributes.SlotNumber : null,
        fork >= ForkName.Gloas ? attributes.TargetGasLimit : null);

    /// <summary>A payload that was built.</summary>
    public static BuiltPayload BuiltOf(PayloadBuilt built, SszContext context) => new()
    {
        Payload = built.Payload!,
        BlockValue = built.BlockValue,
        BlobsBundle = new BlobsBundle
        {
            Commitments = built.Blobs.Commitments,
            Proofs = built.Blobs.Proofs,
            Blobs = built.Blobs.Blobs,
        },
        ExecutionRequests = built.Requests is { } requests ? ExecutionRequestsLists.GetExecutionRequestsList(requests, context) : [],
        ShouldOverrideBuilder = built.ShouldOverrideBuilder,
    };
}
