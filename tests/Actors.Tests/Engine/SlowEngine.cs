using Consensoor.Actors.Simulation;
using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>An execution layer that takes its time for each request, by what it is, and notes when it was asked what.</summary>
internal sealed class SlowEngine(SimulatedWorld world, IExecutionLayer inner, Func<IEngineRequest, TimeSpan> takes) : IExecutionLayer
{
    /// <summary>What it was asked, in order, and when it answers.</summary>
    public List<(TimeSpan At, TimeSpan Until, IEngineRequest Request, object Answer)> Asked { get; } = [];

    public ValueTask<ExecutionLayerIdentity> Connect() => inner.Connect();

    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => Late(request, inner.NewPayload(request));

    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) =>
        Late(request, inner.ForkchoiceUpdated(request));

    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => Late(request, inner.GetPayload(request));

    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => Late(request, inner.GetBlobs(request));

    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => Late(request, inner.GetInclusionList(request));

    private async ValueTask<T> Late<T>(IEngineRequest request, ValueTask<T> asked)
        where T : notnull
    {
        var (answer, after, time) = (await asked, new TaskCompletionSource(), takes(request));
        Asked.Add((world.Elapsed, world.Elapsed + time, request, answer));
        world.After(time, after.SetResult);
        await after.Task;
        return answer;
    }
}
