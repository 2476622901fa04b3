using Akka.Actor;
using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>The loop: run what is ready, in seeded order, until nothing is; then move the clock to the next due time.</summary>
public sealed partial class SimulatedWorld
{
    private readonly ReadyQueue _ready;
    private readonly TimerQueue _timers = new();
    private readonly Dictionary<(string? Node, string Dispatcher), (TimeSpan From, TimeSpan To)> _workTimes = [];
    private volatile string? _foreignWork;
    private volatile bool _executing;
    private int _owner;
    private long _runsOfInstant;

    /// <summary>Runs so far: mailbox runs, tasks and timers.</summary>
    public long Runs { get; private set; }

    /// <summary>A hash over the order of all runs so far: equal only if two worlds did the same things in the same order.</summary>
    public ulong OrderFingerprint { get; private set; }

    /// <summary>Runs allowed without the clock moving, before the world says that an instant does not end.</summary>
    public long RunsPerInstant { get; set; } = 50_000_000;

    /// <summary>Called before each mailbox run with the mailbox's path: two traces of one seed show where they part.</summary>
    public event Action<string>? Running;

    internal bool OwnsCurrentThread => Environment.CurrentManagedThreadId == _owner;

    /// <summary>
    /// The virtual cost of work: every mailbox run on this dispatcher, of every node or of one, begins a seeded time between the two bounds
    /// after it is asked for.
    /// </summary>
    public void SetWorkTime(string dispatcher, TimeSpan from, TimeSpan to, string? node = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from.Ticks);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        _workTimes[(node, dispatcher)] = (from, to);
    }

    /// <summary>
    /// Runs an action on the world's thread when its clock has come to <paramref name="elapsed"/>; refuses a time that has passed.
    /// </summary>
    /// <returns>Dispose it to cancel.</returns>
    public IDisposable At(TimeSpan elapsed, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, Elapsed);
        var timer = new VirtualTimer(action, null, null, null);
        _timers.Add(timer, elapsed);
        return timer;
    }

    /// <summary>Runs an action after a delay of virtual time.</summary>
    public IDisposable After(TimeSpan delay, Action action) => At(Elapsed + delay, action);

    /// <summary>Runs everything that is ready, and what that makes ready, without moving the clock.</summary>
    public void RunQuiet() => Run(Elapsed, () => true);

    /// <summary>Runs until the clock has moved on by a time and nothing is ready.</summary>
    public void RunFor(TimeSpan duration) => RunUntil(Elapsed + duration);

    /// <summary>Runs until the clock stands at <paramref name="elapsed"/> since the start and nothing is ready.</summary>
    public void RunUntil(TimeSpan elapsed) => Run(elapsed, null);

    /// <summary>Runs until the clock stands at <paramref name="instant"/> and nothing is ready.</summary>
    public void RunUntil(DateTimeOffset instant) => Run(instant - Start, null);

    /// <summary>
    /// Runs until <paramref name="condition"/>, asked whenever nothing is ready, holds; false if it never did within
    /// <paramref name="limit"/> of virtual time from now.
    /// </summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit) => Run(Elapsed + limit, condition);

    /// <summary>Asks an actor from outside and runs until it has answered; for observers, actors do not ask.</summary>
    public T Ask<T>(ICanTell actor, object question, TimeSpan limit)
    {
        var answer = Invoke(() => actor.Ask<T>(question, Timeout.InfiniteTimeSpan));
        if (!RunUntil(() => answer.IsCompleted, limit))
        {
            throw new SimulationException($"{actor} has not answered {question} within {limit}");
        }

        return answer.GetAwaiter().GetResult();
    }

    /// <summary>Calls into the world's actor systems from outside a run, with tasks bound to the world.</summary>
    public T Invoke<T>(Func<T> call)
    {
        var task = new Task<T>(call);
        Within(() =>
        {
            task.RunSynchronously(TaskScheduler);
            return true;
        });
        return task.GetAwaiter().GetResult();
    }

    internal Lane LaneFor(ActorPath path, SimulatedNode node)
    {
        var name = LaneNames.Of(path, node);
        // The run count tells a restarted node's actors from their predecessors of the same name.
        return new Lane(name, StableHash.Of(name) + (ulong)Runs, node);
    }

    internal void Enqueue(IRunnable run, Lane lane, string? dispatcher)
    {
        if (!OwnsCurrentThread)
        {
            _foreignWork ??= $"{lane.Path}: work from outside the world's thread\n{Environment.StackTrace}";
            return;
        }

        if (lane.IsDown)
        {
            return;
        }

        if (dispatcher is not null
            && (_workTimes.TryGetValue((lane.Node?.Name, dispatcher), out var work)
                || _workTimes.TryGetValue((null, dispatcher), out work)))
        {
            After(work.From + (work.To - work.From) * lane.DrawFraction(Seed), () => MakeReady(run, lane));
        }
        else
        {
            MakeReady(run, lane);
        }
    }

    private void MakeReady(IRunnable run, Lane lane)
    {
        if (lane.Node is { IsPaused: true } node)
        {
            node.Hold(() => MakeReady(run, lane));
        }
        else
        {
            _ready.Add(run, lane);
        }
    }

    internal void AddTimer(VirtualTimer timer, TimeSpan delay)
    {
        if (OwnsCurrentThread)
        {
            _timers.Add(timer, Elapsed + delay);
        }
        else
        {
            _foreignWork ??= $"a timer was set from outside the world's thread\n{Environment.StackTrace}";
        }
    }

    private bool Run(TimeSpan until, Func<bool>? condition)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(until, Elapsed);
        if (_current is not null)
        {
            throw new InvalidOperationException("a world cannot be run from inside a run");
        }

        return Within(() =>
        {
            while (true)
            {
                RunReady();
                if (condition?.Invoke() is true)
                {
                    return true;
                }

                if (!_timers.TryPeek(out var due) || due > until)
                {
                    break;
                }

                MoveTo(due);
                FireDue();
            }

            MoveTo(until);
            return false;
        });
    }

    private void RunReady()
    {
        RefuseForeignWork();
        while (_ready.Count > 0)
        {
            var (run, lane) = _ready.Take();
            if (lane.IsDown)
            {
                continue;
            }

            if (lane.Node is { IsPaused: true } node)
            {
                node.Hold(() => MakeReady(run, lane));
                continue;
            }

            OrderFingerprint = StableHash.Mix(OrderFingerprint + lane.Identity);
            Count(lane.Path);
            Running?.Invoke(lane.Path);
            run.Run();
            RefuseForeignWork();
        }
    }

    private void RefuseForeignWork()
    {
        if (_foreignWork is not null)
        {
            throw new SimulationException($"the run cannot be repeated: {_foreignWork}");
        }
    }

    private void FireDue()
    {
        while (_timers.TryPeek(out var due) && due <= Elapsed)
        {
            var timer = _timers.Take();
            if (timer.Owner is { IsPaused: true } node)
            {
                node.Hold(() => _timers.Add(timer, Elapsed));
                continue;
            }

            Count("a timer");
            timer.Fire();
            if (timer.Interval is { } interval)
            {
                _timers.Add(timer, due + interval);
            }
        }
    }

    private void MoveTo(TimeSpan elapsed)
    {
        if (elapsed == Elapsed)
        {
            return;
        }

        Elapsed = elapsed;
        _runsOfInstant = 0;
    }

    private void Count(string what)
    {
        Runs++;
        if (++_runsOfInstant > RunsPerInstant)
        {
            throw new SimulationException($"{Now:O} does not end: {RunsPerInstant} runs without the clock moving, the last by {what}");
        }
    }

    // The default task scheduler and no synchronization context: then a continuation of a task completed here runs here, at once.
    private T Within<T>(Func<T> body)
    {
        if (_executing && !OwnsCurrentThread)
        {
            throw new SimulationException("the world is being run by another thread");
        }

        var nested = _executing;
        var outer = _current;
        var context = SynchronizationContext.Current;
        _current = this;
        _executing = true;
        _owner = Environment.CurrentManagedThreadId;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return body();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
            _current = outer;
            _executing = nested;
        }
    }
}
