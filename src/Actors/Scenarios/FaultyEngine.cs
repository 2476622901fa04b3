using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Scenarios;

/// <summary>An execution layer that may be dead: then it refuses every connection, or takes requests and never answers. A node's next life finds it as it was.</summary>
public sealed class FaultyEngine(IExecutionLayer inner, FaultyEngine? former) : IExecutionLayer
{
    /// <summary>Whether it is dead.</summary>
    public bool IsDead { get; set; } = former?.IsDead ?? false;

    /// <summary>Whether it keeps silent when dead, in place of an answer that it is not there.</summary>
    public bool IsSilent { get; set; } = former?.IsSilent ?? false;

    /// <inheritdoc/>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => IsDead
        ? Dead(new NewPayloadResult(request.BlockRoot, EngineVerdict.Unavailable, null, "connection refused"))
        : inner.NewPayload(request);

    /// <inheritdoc/>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) => IsDead
        ? Dead(new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Unavailable, null, "connection refused"))
        : inner.ForkchoiceUpdated(request);

    /// <inheritdoc/>
    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => IsDead
        ? Dead(new PayloadBuilt(request.RequestId, null, default, BuiltBlobs.None, null, "connection refused"))
        : inner.GetPayload(request);

    private ValueTask<T> Dead<T>(T refusal) => IsSilent ? new(new TaskCompletionSource<T>().Task) : ValueTask.FromResult(refusal);
}
