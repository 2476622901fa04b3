using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Engine.Port;

/// <summary>An execution layer that advises against payloads of builders with each of its own.</summary>
internal sealed class AdvisingLayer(IExecutionLayer layer) : IExecutionLayer
{
    public ValueTask<ExecutionLayerIdentity> Connect() => layer.Connect();

    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => layer.NewPayload(request);

    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) => layer.ForkchoiceUpdated(request);

    public async ValueTask<PayloadBuilt> GetPayload(GetPayload request) =>
        await layer.GetPayload(request) with { ShouldOverrideBuilder = true };

    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => layer.GetBlobs(request);

    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => layer.GetInclusionList(request);
}
