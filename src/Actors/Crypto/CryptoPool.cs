using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Crypto;

/// <summary>
/// Collects signatures and data columns from everywhere, gives them to its workers as <see cref="CryptoSchedule{T}"/> says, and answers who asked: always, and once. What is
/// dropped from a full queue, what a worker failed on and what a restart loses is answered as dropped.
/// </summary>
public sealed class CryptoPool : ReceiveActor, IWithTimers
{
    private const string CollectTimer = "collect";
    private const string Dispatcher = "consensoor.dispatchers.crypto";

    private readonly CryptoPoolSettings _settings;
    private readonly Props _worker;
    private readonly CryptoSchedule<PooledWork> _schedule;
    private readonly Worker[] _workers;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ulong _nextJob;

    /// <summary>A pool; the seed is mixed into the coefficients of batches.</summary>
    public CryptoPool(CryptoPoolSettings settings, IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed)
    {
        _settings = settings;
        _worker = CryptoWorker.Props(bls, kzg, seed).WithDispatcher(Dispatcher);
        _schedule = new CryptoSchedule<PooledWork>(settings);
        _workers = [.. Enumerable.Range(1, settings.Workers).Select(static number => new Worker($"worker-{number}"))];
        Receive<ICryptoWork>(OnWork);
        Receive<CryptoJobDone>(OnDone);
        Receive<Collect>(_ => Advance());
        Receive<SlotStarted>(_ => Report());
        Receive<Terminated>(stopped => OnStopped(stopped.ActorRef));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props.</summary>
    public static Props Props(CryptoPoolSettings settings, IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed) =>
        Akka.Actor.Props.Create(() => new CryptoPool(settings, bls, kzg, seed));

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
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        foreach (var work in _workers.SelectMany(static worker => worker.Works).Concat(_schedule.TakeAll()))
        {
            work.Drop(CryptoDrop.Restarted);
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new CryptoSupervision(GiveUp);

    private void OnWork(ICryptoWork work)
    {
        var pooled = new PooledWork(work, Sender);
        if (pooled.Weight == 0)
        {
            pooled.Accept();
            return;
        }

        var backlog = work is VerifyDataColumns ? _schedule.Columns : _schedule.Signatures;
        foreach (var dropped in backlog.Add(pooled, work.Priority, pooled.Weight, Context.System.Scheduler.Now))
        {
            dropped.Drop(CryptoDrop.Full);
        }

        Advance();
    }

    private void OnDone(CryptoJobDone done)
    {
        if (Array.Find(_workers, worker => worker.Job == done.Id) is not { } worker)
        {
            return;
        }

        foreach (var (work, answer) in worker.Take().Zip(done.Answers))
        {
            work.ReplyTo.Tell(answer);
        }

        Advance();
    }

    private void Advance()
    {
        var now = Context.System.Scheduler.Now;
        while (Array.Find(_workers, static worker => worker.Job is null) is { } idle)
        {
            var works = _schedule.Next(now);
            if (works.Count == 0)
            {
                Wait(now);
                return;
            }

            idle.Give(++_nextJob, works);
            idle.Actor.Tell(new CryptoJob(_nextJob, [.. works.Select(static pooled => pooled.Work)]));
        }
    }

    // All wait the same time, so that a timer that runs is never too late for what came after.
    private void Wait(DateTimeOffset now)
    {
        if (!Timers.IsTimerActive(CollectTimer) && _schedule.NextDue() is { } due)
        {
            Timers.StartSingleTimer(CollectTimer, Collect.Instance, due - now);
        }
    }

    private void Report()
    {
        Context.System.EventStream.Publish(new QueueStatus("crypto/signatures", _schedule.Signatures.Peak, _schedule.Signatures.Bound, _schedule.Signatures.Dropped));
        Context.System.EventStream.Publish(new QueueStatus("crypto/columns", _schedule.Columns.Peak, _schedule.Columns.Bound, _schedule.Columns.Dropped));
        _schedule.Signatures.ResetPeak();
        _schedule.Columns.ResetPeak();
    }

    private void Start(Worker worker)
    {
        worker.Actor = Context.ActorOf(_worker, worker.Name);
        Context.Watch(worker.Actor);
    }

    private void OnStopped(IActorRef stopped)
    {
        GiveUp(stopped);
        Start(_workers.Single(worker => worker.Name == stopped.Path.Name));
        Advance();
    }

    /// <summary>A worker will not answer: those who asked are told.</summary>
    private void GiveUp(IActorRef failed)
    {
        var works = _workers.Single(worker => worker.Name == failed.Path.Name).Take();
        if (works.Count == 0)
        {
            return;
        }

        _log.Warning("{0} failed on {1} requests", failed.Path.Name, works.Count);
        foreach (var work in works)
        {
            work.Drop(CryptoDrop.WorkerFailed);
        }

        Self.Tell(Collect.Instance);
    }

    /// <summary>A worker and what it is at.</summary>
    private sealed class Worker(string name)
    {
        public string Name => name;

        public IActorRef Actor { get; set; } = ActorRefs.Nobody;

        public ulong? Job { get; private set; }

        public IReadOnlyList<PooledWork> Works { get; private set; } = [];

        public void Give(ulong job, IReadOnlyList<PooledWork> works) => (Job, Works) = (job, works);

        public IReadOnlyList<PooledWork> Take()
        {
            var works = Works;
            (Job, Works) = (null, []);
            return works;
        }
    }

    private sealed record Collect
    {
        public static Collect Instance { get; } = new();
    }
}
