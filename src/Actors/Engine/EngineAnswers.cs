using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>The answers to requests that the execution layer did not answer, and what answers say of the layer itself.</summary>
internal static class EngineAnswers
{
    /// <summary>The type of error of what was not answered in time.</summary>
    public const string TimedOut = "timeout";

    /// <summary>The Engine API's method of a request, without its version, and the block or head that it is about.</summary>
    public static (string Method, Hash32? Subject) NameOf(IEngineRequest request) => request switch
    {
        NewPayload payload => ("engine_newPayload", payload.BlockRoot),
        ForkchoiceUpdated updated => ("engine_forkchoiceUpdated", updated.HeadBlockHash),
        GetPayload => ("engine_getPayload", null),
        GetBlobs => ("engine_getBlobs", null),
        GetInclusionList => ("engine_getInclusionList", null),
        _ => ("engine_exchangeCapabilities", null),
    };

    /// <summary>The type of error that an answer is, bounded for metrics; null where it says something.</summary>
    public static string? ErrorTypeOf(object answer, bool isReached) => IsLate(answer) ? TimedOut
        : !isReached || answer is BlobsFound { IsUnreached: true } or InclusionListFound { IsUnreached: true } ? "unreached"
        : answer is NewPayloadResult { Verdict: EngineVerdict.Unavailable }
            or ForkchoiceUpdatedResult { Verdict: EngineVerdict.Unavailable }
            or PayloadBuilt { Payload: null } or BlobsFound { Blobs.Count: 0, Error: not null } or InclusionListFound { Transactions: null }
            ? "error"
            : null;

    /// <summary>What says that a request got no answer, and why.</summary>
    public static object Unavailable(IEngineRequest request, string why) => request switch
    {
        NewPayload payload => new NewPayloadResult(payload.BlockRoot, EngineVerdict.Unavailable, null, why),
        ForkchoiceUpdated updated => new ForkchoiceUpdatedResult(updated.RequestId, EngineVerdict.Unavailable, null, why),
        GetPayload get => new PayloadBuilt(get.RequestId, null, default, BuiltBlobs.None, null, why) { IsUnreached = true },
        GetBlobs get => BlobsFound.None(get.RequestId, why),
        GetInclusionList get => new InclusionListFound(get.RequestId, null, why),
        ConnectEngine => ExecutionLayerIdentity.Unreached(why),
        _ => new UnknownEngineRequest(request),
    };

    /// <summary>True where an answer is the layer's and not about its absence.</summary>
    public static bool IsReached(object answer) => answer
        is not (NewPayloadResult { Verdict: EngineVerdict.Unavailable, IsAnswered: false }
            or ForkchoiceUpdatedResult { Verdict: EngineVerdict.Unavailable, IsAnswered: false }
            or PayloadBuilt { IsUnreached: true }
            or ExecutionLayerIdentity { Error: not null });

    /// <summary>True where there is no answer as the layer took too long.</summary>
    public static bool IsLate(object answer) => answer is NewPayloadResult { IsLate: true } or ForkchoiceUpdatedResult { IsLate: true }
        or PayloadBuilt { IsLate: true } or BlobsFound { IsLate: true } or InclusionListFound { IsLate: true };

    /// <summary>Why there is no answer, or what error it is; null for one that says something.</summary>
    public static string? ProblemOf(object answer) => answer switch
    {
        NewPayloadResult { Verdict: EngineVerdict.Unavailable } payload => payload.Error ?? "it gave no reason",
        ForkchoiceUpdatedResult { Verdict: EngineVerdict.Unavailable } updated => updated.Error ?? "it gave no reason",
        ExecutionLayerIdentity identity => identity.Error,
        _ => null,
    };
}
