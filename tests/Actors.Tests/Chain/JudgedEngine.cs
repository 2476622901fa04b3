using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>An execution layer whose word on payloads is another's; what is null in the judgement stays as it was.</summary>
internal sealed class JudgedEngine(IExecutionLayer inner, Func<NewPayload, NewPayloadResult?> judge) : IExecutionLayer
{
    public ValueTask<ExecutionLayerIdentity> Connect() => inner.Connect();

    public async ValueTask<NewPayloadResult> NewPayload(NewPayload request)
    {
        var answer = await inner.NewPayload(request);
        return judge(request) ?? answer;
    }

    public Func<ForkchoiceUpdated, ForkchoiceUpdatedResult?> JudgeHead { get; init; } = static _ => null;

    public async ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request)
    {
        var answer = await inner.ForkchoiceUpdated(request);
        return JudgeHead(request) ?? answer;
    }

    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => inner.GetPayload(request);

    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => inner.GetBlobs(request);

    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => inner.GetInclusionList(request);
}
