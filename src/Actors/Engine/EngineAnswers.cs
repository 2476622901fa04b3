using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>The answers to requests that the execution layer did not answer.</summary>
internal static class EngineAnswers
{
    /// <summary>What says that a request got no answer, and why.</summary>
    public static object Unavailable(IEngineRequest request, string why) => request switch
    {
        NewPayload payload => new NewPayloadResult(payload.BlockRoot, EngineVerdict.Unavailable, null, why),
        ForkchoiceUpdated updated => new ForkchoiceUpdatedResult(updated.RequestId, EngineVerdict.Unavailable, null, why),
        GetPayload get => new PayloadBuilt(get.RequestId, null, default, BuiltBlobs.None, null, why),
        _ => new UnknownEngineRequest(request),
    };

    /// <summary>True where an answer is the layer's and not about its absence.</summary>
    public static bool IsReached(object answer) =>
        answer is not (NewPayloadResult { Verdict: EngineVerdict.Unavailable }
            or ForkchoiceUpdatedResult { Verdict: EngineVerdict.Unavailable });
}
