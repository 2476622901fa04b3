using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;

namespace Consensoor.Interop.Engine;

/// <summary>The embedded execution layer as an <see cref="IExecutionLayer"/>; it answers at once.</summary>
public sealed class EmbeddedEngine(EmbeddedExecutionLayer layer) : IExecutionLayer
{
    private static readonly ExecutionLayerIdentity Identity = new("the embedded execution layer", [], null);

    /// <inheritdoc/>
    public ValueTask<ExecutionLayerIdentity> Connect() => ValueTask.FromResult(Identity);

    /// <inheritdoc/>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => ValueTask.FromResult(layer.NewPayload(request));

    /// <inheritdoc/>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) =>
        ValueTask.FromResult(layer.ForkchoiceUpdated(request));

    /// <inheritdoc/>
    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => ValueTask.FromResult(layer.GetPayload(request));

    /// <inheritdoc/>
    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => ValueTask.FromResult(layer.GetBlobs(request));

    /// <inheritdoc/>
    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) =>
        ValueTask.FromResult(layer.GetInclusionList(request));
}
