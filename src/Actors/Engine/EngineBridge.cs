using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>
/// Stands before the execution layer, which is not part of the actor. Two queues: payloads and heads, whose order counts; and builds, which
/// do not wait for those. Each request is answered once: by the layer, or as unavailable when it took too long, found no room, or a restart
/// lost it.
/// </summary>
public sealed class EngineBridge : ReceiveActor, IWithTimers
{
    private readonly IExecutionLayer _layer;
    private readonly EngineSettings _settings;
    private readonly EngineQueue _payloads;
    private readonly EngineQueue _building;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _isOffline;

    /// <summary>Builds a bridge to an execution layer.</summary>
    public EngineBridge(IExecutionLayer layer, EngineSettings settings)
    {
        _layer = layer;
        _settings = settings;
        _payloads = new EngineQueue(settings.Payloads, settings.BackOff, settings.MaxBackOff);
        // A build is of use in its slot or not at all: no wait between attempts.
        _building = new EngineQueue(settings.Building, TimeSpan.Zero, TimeSpan.Zero);
        Receive<IEngineRequest>(OnRequest);
        Receive<Answered>(answered => OnAnswer(answered.Ticket, answered.Answer, answered.IsReached));
        Receive<Due>(_ => Advance());
        Receive<SlotStarted>(_ => Report());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes a bridge to an execution layer.</summary>
    public static Props Props(IExecutionLayer layer, EngineSettings settings) =>
        Akka.Actor.Props.Create(() => new EngineBridge(layer, settings));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is IEngineRequest request)
        {
            Sender.Tell(EngineAnswers.Unavailable(request, "the engine bridge failed on it"));
        }

        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        foreach (var ticket in _payloads.TakeAll().Concat(_building.TakeAll()))
        {
            Give(ticket, EngineAnswers.Unavailable(ticket.Request, "the engine bridge was restarted"));
        }
    }

    private void OnRequest(IEngineRequest request)
    {
        if (request is not (NewPayload or ForkchoiceUpdated or GetPayload))
        {
            _log.Warning("the execution layer is not asked for {0}", request.GetType().Name);
            Sender.Tell(new UnknownEngineRequest(request));
            return;
        }

        var queue = request is NewPayload or ForkchoiceUpdated { Attributes: null } ? _payloads : _building;
        if (!queue.Add(new EngineTicket(request, Sender, Context.System.Scheduler.Now, _settings.TimeoutOf(request))))
        {
            Sender.Tell(EngineAnswers.Unavailable(request, $"{queue.Bound} requests wait for the execution layer"));
        }

        Advance();
    }

    private void OnAnswer(EngineTicket ticket, object answer, bool isReached)
    {
        Settle(ticket, answer, isReached);
        Advance();
    }

    private void Settle(EngineTicket ticket, object answer, bool isReached)
    {
        var queue = _payloads.Asked == ticket ? _payloads : _building;
        if (!queue.Settle(ticket, isReached, Context.System.Scheduler.Now))
        {
            return;
        }

        if (queue == _payloads)
        {
            Tell(isOffline: !isReached, answer);
        }

        Give(ticket, answer);
    }

    /// <summary>Gives up what is late, asks what may be asked, and sets the timer for what comes next.</summary>
    private void Advance()
    {
        foreach (var queue in (EngineQueue[])[_payloads, _building])
        {
            var now = Context.System.Scheduler.Now;
            foreach (var ticket in queue.Expire(now))
            {
                var late =
                    EngineAnswers.Unavailable(ticket.Request, $"the execution layer did not answer within {ticket.Timeout.TotalSeconds} s");
                if (queue == _payloads)
                {
                    Tell(isOffline: true, late);
                }

                Give(ticket, late);
            }

            while (queue.Next(now) is { } next)
            {
                Ask(next);
            }
        }

        var due = _payloads.NextDue is { } first && !(_building.NextDue < first) ? first : _building.NextDue;
        if (due is { } at)
        {
            var wait = at - Context.System.Scheduler.Now;
            Timers.StartSingleTimer("due", Due.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    private void Ask(EngineTicket ticket)
    {
        try
        {
            switch (ticket.Request)
            {
                case NewPayload payload:
                    Follow(ticket, _layer.NewPayload(payload));
                    break;
                case ForkchoiceUpdated updated:
                    Follow(ticket, _layer.ForkchoiceUpdated(updated));
                    break;
                case GetPayload get:
                    Follow(ticket, _layer.GetPayload(get));
                    break;
            }
        }
        catch (Exception e)
        {
            // Whatever stands on the other side, the request is answered and the next one asked.
            _log.Error(e, "the execution layer failed on {0}", ticket.Request.GetType().Name);
            Settle(ticket, EngineAnswers.Unavailable(ticket.Request, e.Message), isReached: false);
        }
    }

    private void Follow<T>(EngineTicket ticket, ValueTask<T> answer)
        where T : notnull
    {
        // An embedded layer has answered already: no detour over the mailbox.
        if (answer.IsCompletedSuccessfully)
        {
            var given = answer.GetAwaiter().GetResult();
            Settle(ticket, given, EngineAnswers.IsReached(given));
            return;
        }

        answer.AsTask().PipeBack(
            Context.System,
            Self,
            result => new Answered(ticket, result, EngineAnswers.IsReached(result)),
            fault => new Answered(ticket, EngineAnswers.Unavailable(ticket.Request, fault.Message), IsReached: false));
    }

    /// <summary>Answers who asked; and everybody where the layer finds a head invalid.</summary>
    private static void Give(EngineTicket ticket, object answer)
    {
        if (ticket.Request is ForkchoiceUpdated updated && answer is ForkchoiceUpdatedResult { Verdict: EngineVerdict.Invalid } invalid)
        {
            Context.System.EventStream.Publish(new ExecutionHeadInvalid(updated.HeadBlockHash, invalid.LatestValidHash, invalid.Error));
        }

        ticket.Asker.Tell(answer);
    }

    private void Tell(bool isOffline, object answer)
    {
        if (_isOffline == isOffline)
        {
            return;
        }

        _isOffline = isOffline;
        var why = answer switch
        {
            NewPayloadResult payload => payload.Error,
            ForkchoiceUpdatedResult updated => updated.Error,
            _ => null,
        };
        Context.System.EventStream.Publish(new ExecutionLayerChanged(isOffline, isOffline ? why : null, Context.System.Scheduler.Now));
        if (isOffline)
        {
            _log.Warning("the execution layer does not answer: {0}", why);
        }
        else
        {
            _log.Info("the execution layer answers again");
        }
    }

    private void Report()
    {
        Context.System.EventStream.Publish(new QueueStatus("engine/payloads", _payloads.Count, _payloads.Bound, _payloads.Dropped));
        Context.System.EventStream.Publish(new QueueStatus("engine/building", _building.Count, _building.Bound, _building.Dropped));
    }

    private sealed record Answered(EngineTicket Ticket, object Answer, bool IsReached);

    private sealed record Due
    {
        public static Due Instance { get; } = new();
    }
}
