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
    AnswersAnError,
    Throws,
    Faults,
    NeverAnswers,
}

/// <summary>An execution layer that takes each request as it is told to, and notes when it was asked for what.</summary>
internal sealed class ScriptedLayer(SimulatedWorld world, TimeSpan late) : IExecutionLayer
{
    public Func<IEngineRequest, LayerMood> Mood { get; set; } = static _ => LayerMood.Answers;

    public List<(TimeSpan At, IEngineRequest Request)> Asked { get; } = [];

    public string? Place { get; set; }

    /// <summary>How it takes being connected.</summary>
    public LayerMood ConnectMood { get; set; } = LayerMood.Answers;

    /// <summary>Who it says it is.</summary>
    public ExecutionLayerIdentity Identity { get; set; } = new("scripted", [], null);

    /// <summary>When it was connected, or was tried to be.</summary>
    public List<TimeSpan> Connects { get; } = [];

    /// <summary>Its word on payloads and heads where it answers.</summary>
    public Func<IEngineRequest, EngineVerdict> Verdict { get; set; } = static _ => EngineVerdict.Valid;

    public ValueTask<ExecutionLayerIdentity> Connect()
    {
        Connects.Add(world.Elapsed);
        return Take(ConnectMood, _ => Identity, static () => ExecutionLayerIdentity.Unreached("connection refused"), EngineVerdict.Valid);
    }

    /// <summary>Lets it be away, or back.</summary>
    public void SetDown(bool isDown)
    {
        var mood = isDown ? LayerMood.IsAway : LayerMood.Answers;
        (ConnectMood, Mood) = (mood, _ => mood);
    }

    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) =>
        Take(
            request,
            verdict => new NewPayloadResult(request.BlockRoot, verdict, null, ErrorOf(request)) { IsAnswered = IsError(request) });

    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) =>
        Take(
            request,
            verdict => new ForkchoiceUpdatedResult(request.RequestId, verdict, null, ErrorOf(request))
            {
                LatestValidHash = request.SafeBlockHash,
                IsAnswered = IsError(request),
            });

    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) =>
        Take(request, verdict => new PayloadBuilt(request.RequestId, null, default, BuiltBlobs.None, null, $"{verdict}")
        {
            IsUnreached = Mood(request) == LayerMood.IsAway,
        });

    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) =>
        Take(request, verdict => BlobsFound.None(request.RequestId, $"{verdict}"));

    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) =>
        Take(request, verdict => new InclusionListFound(request.RequestId, null, $"{verdict}"));

    private bool IsError(IEngineRequest request) => Mood(request) == LayerMood.AnswersAnError;

    private string? ErrorOf(IEngineRequest request) => Mood(request) switch
    {
        LayerMood.AnswersAnError => "Invalid forkchoice state",
        LayerMood.IsAway => "connection refused",
        _ => null,
    };

    private ValueTask<T> Take<T>(IEngineRequest request, Func<EngineVerdict, T> answer)
    {
        Asked.Add((world.Elapsed, request));
        return Take(Mood(request), answer, () => answer(EngineVerdict.Unavailable), Verdict(request));
    }

    private ValueTask<T> Take<T>(LayerMood mood, Func<EngineVerdict, T> answer, Func<T> away, EngineVerdict verdict)
    {
        switch (mood)
        {
            case LayerMood.Answers:
                return ValueTask.FromResult(answer(verdict));
            case LayerMood.SaysInvalid:
                return ValueTask.FromResult(answer(EngineVerdict.Invalid));
            case LayerMood.IsAway or LayerMood.AnswersAnError:
                return ValueTask.FromResult(away());
            case LayerMood.Throws:
                throw new InvalidOperationException("no layer");
            case LayerMood.Faults:
                return ValueTask.FromException<T>(new IOException("connection refused"));
            case LayerMood.AnswersLate:
                var source = new TaskCompletionSource<T>();
                world.After(late, () => source.SetResult(answer(verdict)));
                return new ValueTask<T>(source.Task);
            default:
                return new ValueTask<T>(new TaskCompletionSource<T>().Task);
        }
    }
}
