using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine;

/// <summary>
/// Stands where there is no execution layer: a follower takes payloads undecided (SYNCING) that are not wrong in themselves
/// (<see cref="PayloadChecks"/>), its head is optimistic, and it builds none.
/// </summary>
public sealed class NoExecutionLayer(ChainSpec spec) : IExecutionLayer
{
    private const string Reason = "there is no execution layer";

    private static readonly ExecutionLayerIdentity Identity = new("no execution layer", [], null) { IsAbsent = true };

    /// <inheritdoc/>
    public ValueTask<ExecutionLayerIdentity> Connect() => ValueTask.FromResult(Identity);

    /// <inheritdoc/>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => ValueTask.FromResult(
        PayloadChecks.Problem(spec.Ssz(request.Fork), request.Request) is { } problem
            ? new NewPayloadResult(request.BlockRoot, EngineVerdict.Invalid, null, problem)
            : new NewPayloadResult(request.BlockRoot, EngineVerdict.Syncing, null, Reason));

    /// <inheritdoc/>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) =>
        ValueTask.FromResult(new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Syncing, null, Reason));

    /// <inheritdoc/>
    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) =>
        ValueTask.FromResult(new PayloadBuilt(request.RequestId, null, default, BuiltBlobs.None, null, Reason));

    /// <inheritdoc/>
    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => ValueTask.FromResult(BlobsFound.None(request.RequestId, Reason));

    /// <inheritdoc/>
    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) =>
        ValueTask.FromResult(new InclusionListFound(request.RequestId, null, Reason));
}
