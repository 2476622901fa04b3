using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>
/// Stands before the execution layer, which is not part of the actor. Three queues: payloads and heads, whose order counts; builds, which
/// do not wait for those; and questions for what is in its pool, which wait for neither and are of no use while it is away. Each request
/// is answered once: by the layer, or as unavailable when it took too long, found no room, or a restart lost it. The layer is asked who it
/// is at the start and whenever it was away, as another one may have come in its place.
/// </summary>
internal sealed class EngineBridge : ReceiveActor, IWithTimers
{
    private readonly IExecutionLayer _layer;
    private readonly EngineSettings _settings;
    private readonly EngineQueue _payloads;
    private readonly EngineQueue _building;
    private readonly EngineQueue _blobs;
    private readonly EngineStatus _status;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // Builds in a row that took too long, with nothing answered between them.
    private int _lateBuilds;

    /// <summary>
    /// Builds a bridge to an execution layer, whose status outlives it, as the queues do, which know what the layer was told last.
    /// </summary>
    public EngineBridge(
        IExecutionLayer layer,
        EngineSettings settings,
        EngineStatus status,
        EngineQueue payloads,
        EngineQueue building,
        EngineQueue blobs)
    {
        _status = status;
        _layer = layer;
        _settings = settings;
        _payloads = payloads;
        _building = building;
        _blobs = blobs;
        Receive<IEngineRequest>(OnRequest);
        Receive<Answered>(answered => OnAnswer(answered.Ticket, answered.Answer, answered.IsReached));
        Receive<Due>(_ => Advance());
        Receive<SlotStarted>(_ => Report());
        Receive<GetExecutionLayer>(_ => Sender.Tell(new ExecutionLayerMet(_status.Identity)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes a bridge to an execution layer.</summary>
    public static Props Props(IExecutionLayer layer, EngineSettings settings)
    {
        var status = new EngineStatus(layer.Place);
        var payloads = new EngineQueue(settings.Payloads, settings.BackOff, settings.MaxBackOff, settings.Connect);
        // A build is of use in its slot or not at all: no wait between attempts.
        var building = new EngineQueue(settings.Building, TimeSpan.Zero, TimeSpan.Zero);
        var blobs = new EngineQueue(settings.Blobs, TimeSpan.Zero, TimeSpan.Zero);
        return Akka.Actor.Props.Create(() => new EngineBridge(layer, settings, status, payloads, building, blobs));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        Advance();
    }

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
        foreach (var ticket in _payloads.TakeAll().Concat(_building.TakeAll()).Concat(_blobs.TakeAll()))
        {
            Give(ticket, EngineAnswers.Unavailable(ticket.Request, "the engine bridge was restarted"));
        }
    }

    private void OnRequest(IEngineRequest request)
    {
        if (request is not (NewPayload or ForkchoiceUpdated or GetPayload or GetBlobs or GetInclusionList))
        {
            _log.Warning("the execution layer is not asked for {0}", request.GetType().Name);
            Sender.Tell(new UnknownEngineRequest(request));
            return;
        }

        if (request is GetBlobs or GetInclusionList
            && _payloads.IsAway)
        {
            Sender.Tell(EngineAnswers.Unavailable(request, $"it is away: {_status.Reason}"));
            return;
        }

        var queue = request is NewPayload or ForkchoiceUpdated { Attributes: null } ? _payloads
            : request is GetBlobs or GetInclusionList ? _blobs
            : _building;
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
        var queue = _payloads.Asked == ticket ? _payloads : _blobs.Asked == ticket ? _blobs : _building;
        if (!queue.Settle(ticket, isReached, Context.System.Scheduler.Now))
        {
            return;
        }

        Measure(ticket, EngineAnswers.ErrorTypeOf(answer, isReached));
        _lateBuilds = isReached && queue != _blobs ? 0 : _lateBuilds;
        if (queue == _payloads)
        {
            Tell(answer);
        }
        else if (queue == _building && !isReached)
        {
            Doubt(EngineAnswers.IsLate(answer));
        }

        Give(ticket, answer);
    }

    /// <summary>
    /// A build got no answer. One that takes too long is a slow one at times, on a layer that is there; a second in a row is not.
    /// </summary>
    private void Doubt(bool isLate)
    {
        _lateBuilds = isLate ? _lateBuilds + 1 : 0;
        if (_lateBuilds != 1)
        {
            _payloads.Doubt();
        }
    }

    /// <summary>Gives up what is late, asks what may be asked, and sets the timer for what comes next.</summary>
    private void Advance()
    {
        foreach (var queue in (EngineQueue[])[_payloads, _building, _blobs])
        {
            var now = Context.System.Scheduler.Now;
            foreach (var ticket in queue.Expire(now))
            {
                var late = EngineAnswers.Unavailable(ticket.Request, ticket.IsAsked
                    ? $"it did not answer within {ticket.Timeout.TotalSeconds} s"
                    : $"it is away: {_status.Reason ?? "it answers nothing else"}");
                if (ticket.IsAsked)
                {
                    Measure(ticket, EngineAnswers.TimedOut);
                }

                if (queue == _payloads && ticket.IsAsked)
                {
                    Tell(late);
                }
                else if (queue == _building && ticket.IsAsked)
                {
                    Doubt(isLate: true);
                }

                Give(ticket, late);
            }
        }

        // What fails at once raises doubts about the layer, which are for the payloads' queue to settle.
        foreach (var queue in (EngineQueue[])[_building, _blobs, _payloads])
        {
            while (queue.Next(Context.System.Scheduler.Now) is { } next)
            {
                Ask(next);
            }
        }

        if (Earliest(_payloads.NextDue, Earliest(_building.NextDue, _blobs.NextDue)) is { } at)
        {
            var wait = at - Context.System.Scheduler.Now;
            Timers.StartSingleTimer("due", Due.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    private static void Measure(EngineTicket ticket, string? errorType)
    {
        var (method, subject) = EngineAnswers.NameOf(ticket.Request);
        var elapsed = Context.System.Scheduler.Now - ticket.AskedAt;
        Context.System.EventStream.Publish(new EngineAsked(method, subject, ticket.AskedAt, elapsed, errorType));
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private void Ask(EngineTicket ticket)
    {
        ticket.AskedAt = Context.System.Scheduler.Now;
        try
        {
            switch (ticket.Request)
            {
                case ConnectEngine:
                    Follow(ticket, _layer.Connect());
                    break;
                case NewPayload payload:
                    Follow(ticket, _layer.NewPayload(payload));
                    break;
                case ForkchoiceUpdated updated:
                    Follow(ticket, _layer.ForkchoiceUpdated(updated));
                    break;
                case GetPayload get:
                    Follow(ticket, _layer.GetPayload(get));
                    break;
                case GetBlobs get:
                    Follow(ticket, _layer.GetBlobs(get));
                    break;
                case GetInclusionList get:
                    Follow(ticket, _layer.GetInclusionList(get));
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

        ticket.Asker.Tell(
            ticket.Request is NewPayload asked && answer is NewPayloadResult result ? result with { RequestId = asked.RequestId } : answer);
    }

    private void Tell(object answer)
    {
        if (answer is ExecutionLayerIdentity { IsReached: true } identity)
        {
            Context.System.EventStream.Publish(new ExecutionLayerMet(identity));
        }

        foreach (var news in _status.On(answer, _payloads.IsAway))
        {
            if (news.IsChange)
            {
                var changed = new ExecutionLayerChanged(_status.IsOffline, news.Reason, Context.System.Scheduler.Now);
                Context.System.EventStream.Publish(changed);
            }

            if (news is { Line: { } warning, IsWarning: true })
            {
                _log.Warning("{0}", warning);
            }
            else if (news.Line is { } line)
            {
                _log.Info("{0}", line);
            }
        }
    }

    private void Report()
    {
        Context.System.EventStream.Publish(new QueueStatus("engine/payloads", _payloads.Count, _payloads.Bound, _payloads.Dropped));
        Context.System.EventStream.Publish(new QueueStatus("engine/building", _building.Count, _building.Bound, _building.Dropped));
        Context.System.EventStream.Publish(new QueueStatus("engine/blobs", _blobs.Count, _blobs.Bound, _blobs.Dropped));
    }

    private sealed record Answered(EngineTicket Ticket, object Answer, bool IsReached);

    private sealed record Due
    {
        public static Due Instance { get; } = new();
    }
}
