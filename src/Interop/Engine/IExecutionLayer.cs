using Consensoor.Messages;

namespace Consensoor.Interop.Engine;

/// <summary>
/// An execution layer: embedded in the process or behind the Engine API. It never throws for what a remote side does or fails to do; that
/// is <see cref="EngineVerdict.Unavailable"/> or an error in the answer. Called by one caller; a payload or head and a build may be under
/// way at once, and a request that takes too long is not waited for.
/// </summary>
public interface IExecutionLayer
{
    /// <summary>`engine_newPayload`.</summary>
    ValueTask<NewPayloadResult> NewPayload(NewPayload request);

    /// <summary>`engine_forkchoiceUpdated`.</summary>
    ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request);

    /// <summary>`engine_getPayload`.</summary>
    ValueTask<PayloadBuilt> GetPayload(GetPayload request);
}
