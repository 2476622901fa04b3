using Consensoor.Actors.Simulation;
using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>How an execution layer takes a request.</summary>
internal enum LayerMood
{
    Answers,
    AnswersLate,
    SaysInvalid,
    IsAway,
    Throws,
    Faults,
    NeverAnswers,
}

/// <summary>An execution layer that takes each request as it is told to, and notes when it was asked for what.</summary>
internal sealed class ScriptedLayer(SimulatedWorld world, TimeSpan late) : IExecutionLayer
{
    public Func<IEngineRequest, LayerMood> Mood { get; set; } = static _ => LayerMood.Answers;

    public List<(TimeSpan At, IEngineRequest Request)> Asked { get; } = [];

    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) =>
        Take(request, verdict => new NewPayloadResult(request.BlockRoot, verdict, null, null));

    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) =>
        Take(
            request,
            verdict => new ForkchoiceUpdatedResult(request.RequestId, verdict, null, null) { LatestValidHash = request.SafeBlockHash });

    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) =>
        Take(request, verdict => new PayloadBuilt(request.RequestId, null, default, BuiltBlobs.None, null, $"{verdict}"));

    private ValueTask<T> Take<T>(IEngineRequest request, Func<EngineVerdict, T> answer)
    {
        Asked.Add((world.Elapsed, request));
        switch (Mood(request))
        {
            case LayerMood.Answers:
                return ValueTask.FromResult(answer(EngineVerdict.Valid));
            case LayerMood.SaysInvalid:
                return ValueTask.FromResult(answer(EngineVerdict.Invalid));
            case LayerMood.IsAway:
                return ValueTask.FromResult(answer(EngineVerdict.Unavailable));
            case LayerMood.Throws:
                throw new InvalidOperationException("no layer");
            case LayerMood.Faults:
                return ValueTask.FromException<T>(new IOException("connection refused"));
            case LayerMood.AnswersLate:
                var source = new TaskCompletionSource<T>();
                world.After(late, () => source.SetResult(answer(EngineVerdict.Valid)));
                return new ValueTask<T>(source.Task);
            default:
                return new ValueTask<T>(new TaskCompletionSource<T>().Task);
        }
    }
}
