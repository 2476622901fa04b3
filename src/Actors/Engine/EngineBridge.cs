using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>
/// Stands before the execution layer: one request at a time, in the order they came, at most a bounded number waiting. The execution layer is not part of the actor:
/// a restart loses the requests that wait and nothing else.
/// </summary>
public sealed class EngineBridge : ReceiveActor
{
    private readonly IExecutionLayer _layer;
    private readonly int _bound;
    private readonly Queue<(IEngineRequest Request, IActorRef Sender)> _waiting = new();
    private IActorRef? _asked;
    private ulong _dropped;

    /// <summary>A bridge to an execution layer.</summary>
    public EngineBridge(IExecutionLayer layer, int bound)
    {
        _layer = layer;
        _bound = bound;
        Receive<IEngineRequest>(OnRequest);
        Receive<Answered>(answered => OnAnswer(answered.Answer));
        Receive<SlotStarted>(_ => Context.System.EventStream.Publish(new QueueStatus("engine", _waiting.Count, _bound, _dropped)));
    }

    /// <summary>Props.</summary>
    public static Props Props(IExecutionLayer layer, int bound) => Akka.Actor.Props.Create(() => new EngineBridge(layer, bound));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private static object Unavailable(IEngineRequest request, string why) => request switch
    {
        NewPayload payload => new NewPayloadResult(payload.BlockRoot, EngineVerdict.Unavailable, null, why),
        ForkchoiceUpdated updated => new ForkchoiceUpdatedResult(updated.RequestId, EngineVerdict.Unavailable, null, why),
        GetPayload get => new PayloadBuilt(get.RequestId, null, default, BuiltBlobs.None, null, why),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private void OnRequest(IEngineRequest request)
    {
        if (_waiting.Count >= _bound)
        {
            _dropped++;
            Sender.Tell(Unavailable(request, $"{_bound} requests wait for the execution layer"));
            return;
        }

        _waiting.Enqueue((request, Sender));
        Advance();
    }

    private void OnAnswer(object answer)
    {
        _asked?.Tell(answer);
        _asked = null;
        Advance();
    }

    private void Advance()
    {
        while (_asked is null && _waiting.TryDequeue(out var next))
        {
            _asked = next.Sender;
            switch (next.Request)
            {
                case NewPayload payload:
                    Follow(_layer.NewPayload(payload), payload);
                    break;
                case ForkchoiceUpdated updated:
                    Follow(_layer.ForkchoiceUpdated(updated), updated);
                    break;
                case GetPayload get:
                    Follow(_layer.GetPayload(get), get);
                    break;
            }
        }
    }

    private void Follow<T>(ValueTask<T> answer, IEngineRequest request)
        where T : notnull
    {
        // An embedded layer has answered already: no detour over the mailbox.
        if (answer.IsCompletedSuccessfully)
        {
            _asked?.Tell(answer.GetAwaiter().GetResult());
            _asked = null;
            return;
        }

        answer.AsTask().PipeBack(Context.System, Self, result => new Answered(result), fault => new Answered(Unavailable(request, fault.Message)));
    }

    private sealed record Answered(object Answer);
}
