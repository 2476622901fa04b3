using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Work;

/// <summary>
/// Collects everything heavy (signatures, data columns, transitions), gives it to its workers as <see cref="WorkSchedule{T}"/> says, and
/// sees to it that who asked is answered: always, and once. Workers answer who asked; what is dropped from a full queue, what a worker
/// failed on, what a restart loses and what is late the pool answers as dropped.
/// </summary>
public sealed class WorkPool : ReceiveActor, IWithTimers
{
    private const string CollectTimer = "collect";
    private const string DeadlineTimer = "deadline";
    private const string Dispatcher = "consensoor.dispatchers.work";

    private readonly WorkSettings _settings;
    private readonly Props _worker;
    private readonly WorkSchedule<WorkTicket> _schedule;
    private readonly Worker[] _workers;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private DateTimeOffset? _nextDeadline;

    /// <summary>Builds a pool; the seed is mixed into the coefficients of batches.</summary>
    public WorkPool(WorkSettings settings, IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed)
    {
        _settings = settings;
        _worker = WorkerActor.Props(bls, kzg, seed).WithDispatcher(Dispatcher);
        _schedule = new WorkSchedule<WorkTicket>(settings);
        _workers = [.. Enumerable.Range(1, settings.Workers).Select(static number => new Worker($"worker-{number}"))];
        Receive<IWork>(OnWork);
        Receive<WorkJobDone>(OnDone);
        Receive<Collect>(_ => Advance());
        Receive<DeadlineOver>(_ => OnDeadline());
        Receive<SlotStarted>(_ => Report());
        Receive<Terminated>(stopped => OnStopped(stopped.ActorRef));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes a pool whose workers verify by these, with a seed for the coefficients of batches.</summary>
    public static Props Props(WorkSettings settings, IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed) =>
        Akka.Actor.Props.Create(() => new WorkPool(settings, bls, kzg, seed));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        foreach (var worker in _workers)
        {
            Start(worker);
        }
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        try
        {
            if (message is IWork work)
            {
                Sender.Tell(WorkAnswers.Dropped(work, WorkDrop.Restarted));
            }
        }
        finally
        {
            base.PreRestart(reason, message);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        foreach (var ticket in _workers.SelectMany(static worker => worker.Take()).Concat(_schedule.TakeAll()))
        {
            ticket.Drop(WorkDrop.Restarted);
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new WorkerSupervision(GiveUp);

    private void OnWork(IWork work)
    {
        var now = Context.System.Scheduler.Now;
        var ticket = new WorkTicket(work, Sender, now, work.Deadline ?? now + _settings.Patience);
        if (ticket.Weight == 0 && WorkAnswers.Empty(work) is { } answer)
        {
            ticket.Answer(answer);
            return;
        }

        if (ticket.Deadline <= now)
        {
            ticket.Drop(WorkDrop.Expired);
            return;
        }

        var backlog = work switch
        {
            VerifySignatures => _schedule.Signatures,
            VerifyDataColumns or VerifyBlobs => _schedule.Columns,
            _ => _schedule.Tasks,
        };
        foreach (var dropped in backlog.Add(ticket, work.Priority, ticket.Weight, now, ticket.Deadline))
        {
            dropped.Drop(WorkDrop.Full);
        }

        WatchDeadline(ticket.Deadline, now);
        Advance();
    }

    private void OnDone(WorkJobDone done)
    {
        if (Array.Find(_workers, worker => ReferenceEquals(worker.Job, done.Job)) is { } worker)
        {
            var now = Context.System.Scheduler.Now;
            var kind = done.Job.Tickets[0].Work.GetType().Name;
            Context.System.EventStream.Publish(new WorkJobEnded(
                kind, done.Job.Tickets.Count, worker.Since - done.Job.Tickets.Min(static ticket => ticket.Since), now - worker.Since));
            worker.Take();
            Advance();
        }
    }

    private void Advance()
    {
        var now = Context.System.Scheduler.Now;
        while (Array.Find(_workers, static worker => worker.Job is null) is { } idle)
        {
            var unhurried = _workers.Count(static worker => worker.Job is { Tickets: [{ IsUnhurried: true }] });
            var tickets = _schedule.Next(now, unhurried);
            if (tickets.Count == 0)
            {
                Wait(now, unhurried);
                return;
            }

            (idle.Job, idle.Since) = (new WorkJob(tickets), now);
            idle.Actor.Tell(idle.Job);
        }
    }

    // All wait the same time, so that a timer that runs is never too late for what came after.
    private void Wait(DateTimeOffset now, int unhurried)
    {
        if (!Timers.IsTimerActive(CollectTimer) && _schedule.NextDue(unhurried) is { } due)
        {
            Timers.StartSingleTimer(CollectTimer, Collect.Instance, due - now);
        }
    }

    /// <summary>Sets the timer for a deadline, unless an earlier one is set.</summary>
    private void WatchDeadline(DateTimeOffset deadline, DateTimeOffset now)
    {
        if (_nextDeadline is null || deadline < _nextDeadline)
        {
            _nextDeadline = deadline;
            Timers.StartSingleTimer(DeadlineTimer, DeadlineOver.Instance, deadline > now ? deadline - now : TimeSpan.Zero);
        }
    }

    /// <summary>Answers what is late as expired, whether it waits or is under way.</summary>
    private void OnDeadline()
    {
        var now = Context.System.Scheduler.Now;
        var underWay = _workers.SelectMany(static worker => worker.Tickets).Where(static ticket => !ticket.IsAnswered).ToList();
        foreach (var ticket in underWay.Where(ticket => ticket.Deadline <= now).Concat(_schedule.Expire(now)))
        {
            ticket.Drop(WorkDrop.Expired);
        }

        _nextDeadline = null;
        var next = underWay.Where(static ticket => !ticket.IsAnswered).Select(static ticket => (DateTimeOffset?)ticket.Deadline)
            .Append(_schedule.FirstDeadline()).Min();
        if (next is { } deadline)
        {
            WatchDeadline(deadline, now);
        }
    }

    private void Report()
    {
        Report("work/signatures", _schedule.Signatures);
        Report("work/columns", _schedule.Columns);
        Report("work/tasks", _schedule.Tasks);
        var busy = _workers.Count(static worker => worker.Job is not null);
        Context.System.EventStream.Publish(new QueueStatus("work/workers", busy, _workers.Length, 0));
    }

    private static void Report(string name, PriorityBacklog<WorkTicket> backlog)
    {
        Context.System.EventStream.Publish(new QueueStatus(name, backlog.Peak, backlog.Bound, backlog.Dropped));
        backlog.ResetPeak();
    }

    private void Start(Worker worker)
    {
        worker.Actor = Context.ActorOf(_worker, worker.Name);
        Context.Watch(worker.Actor);
    }

    private void OnStopped(IActorRef stopped)
    {
        GiveUp(stopped, null);
        Start(_workers.Single(worker => worker.Name == stopped.Path.Name));
        Advance();
    }

    /// <summary>Tells those who asked that a worker will not answer.</summary>
    private void GiveUp(IActorRef failed, Exception? cause)
    {
        var tickets = _workers.Single(worker => worker.Name == failed.Path.Name).Take();
        if (tickets.Count == 0)
        {
            return;
        }

        _log.Warning(
            "{0} failed on {1} of {2}: {3}",
            failed.Path.Name,
            tickets[0].Work.GetType().Name,
            tickets.Count,
            cause?.GetBaseException().Message ?? "it stopped");
        foreach (var ticket in tickets)
        {
            ticket.Drop(WorkDrop.WorkerFailed);
        }

        Self.Tell(Collect.Instance);
    }

    /// <summary>A worker and what it is at.</summary>
    private sealed class Worker(string name)
    {
        public string Name => name;

        public IActorRef Actor { get; set; } = ActorRefs.Nobody;

        public WorkJob? Job { get; set; }

        public DateTimeOffset Since { get; set; }

        public IReadOnlyList<WorkTicket> Tickets => Job?.Tickets ?? [];

        public IReadOnlyList<WorkTicket> Take()
        {
            var tickets = Tickets;
            Job = null;
            return tickets;
        }
    }

    private sealed record Collect
    {
        public static Collect Instance { get; } = new();
    }

    private sealed record DeadlineOver
    {
        public static DeadlineOver Instance { get; } = new();
    }
}
