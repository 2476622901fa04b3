using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Consensoor.Actors.Simulation;

/// <summary>
/// Several actor systems under one virtual clock and one seeded run queue, executed on the calling thread and on no other.
/// The same seed and the same calls give the same order of messages, the same times and the same <see cref="EventLog.Digest"/>, in every
/// process.
/// </summary>
public sealed partial class SimulatedWorld : IDisposable
{
    /// <summary>Where every world's clock starts unless told otherwise: 2030-01-01T00:00:00Z.</summary>
    public static readonly DateTimeOffset DefaultStart = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [ThreadStatic]
    private static SimulatedWorld? _current;

    private readonly string _id;
    private readonly List<SimulatedNode> _nodes = [];

    private SimulatedWorld(ulong seed, DateTimeOffset start, int logTail)
    {
        Seed = seed;
        Start = start;
        Log = new EventLog(logTail);
        _ready = new ReadyQueue(StableHash.Mix(seed ^ StableHash.Of("order")));
        TaskScheduler = new WorldTaskScheduler(this);
        _owner = Environment.CurrentManagedThreadId;
        _id = WorldRegistry.Add(this);
    }

    /// <summary>The world that is executing on this thread, if any.</summary>
    public static SimulatedWorld? Current => _current;

    /// <summary>The seed that all randomness of the world comes from.</summary>
    public ulong Seed { get; }

    /// <summary>Where the clock began.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Virtual time since <see cref="Start"/>.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>What the clock shows.</summary>
    public DateTimeOffset Now => Start + Elapsed;

    /// <summary>What happened so far.</summary>
    public EventLog Log { get; }

    /// <summary>Gives what was out of the ordinary so far.</summary>
    public IncidentLog Incidents { get; } = new();

    /// <summary>Puts continuations and tasks into the run queue.</summary>
    public TaskScheduler TaskScheduler { get; }

    /// <summary>Akka's log entries of all systems, as they are made; not part of the digest, since they may hold actor uids.</summary>
    public event Action<LogEvent>? Logged;

    /// <summary>A new world; the thread that calls is the one it runs on.</summary>
    /// <param name="seed">All randomness of the world comes from it.</param>
    /// <param name="start">First value of the clock.</param>
    /// <param name="logTail">How many of the last event lines are kept for printing.</param>
    public static SimulatedWorld Create(ulong seed, DateTimeOffset? start = null, int logTail = 4096) =>
        new(seed, start ?? DefaultStart, logTail);

    /// <summary>A generator for one purpose; the same name gives the same draws for the same seed.</summary>
    public SimulatedRandom Random(string purpose) => new SimulatedRandom(Seed).Fork(purpose);

    /// <summary>
    /// The configuration of a node with scheduler, dispatchers and loggers replaced, for where <see cref="CreateSystem"/> does not fit
    /// (Akka.Hosting, in front of all other HOCON, built and started inside <see cref="Invoke"/>).
    /// </summary>
    public Config Configure(string node, Config config) => SimulationConfig.Overlay(_id, node, config).WithFallback(config);

    /// <summary>
    /// Starts an actor system in this world. Between runs its guardians and loggers are started too before this returns;
    /// during a run (from <see cref="At"/>) they start as part of that run.
    /// </summary>
    public ActorSystem CreateSystem(string node, Config config, params Setup[] setups)
    {
        Setup bootstrap = BootstrapSetup.Create().WithConfig(Configure(node, config));
        var all = ActorSystemSetup.Create([bootstrap, .. setups]);
        var system = Invoke(() => ActorSystem.Create(node, all));
        if (_current is null)
        {
            RunQuiet();
        }

        return system;
    }

    /// <summary>
    /// Ends a system in order and runs until it has ended; refuses to be called during a run (terminate the system there instead).
    /// </summary>
    public void Stop(ActorSystem system, TimeSpan limit)
    {
        Invoke(system.Terminate);
        if (!RunUntil(() => system.WhenTerminated.IsCompleted, limit))
        {
            throw new SimulationException($"{system.Name} has not ended {limit} after it was told to");
        }
    }

    /// <summary>
    /// Cuts a system off at once, as SIGKILL or a power failure would: no PostStop, no message, no timer of it runs any more.
    /// </summary>
    public void Crash(ActorSystem system)
    {
        var node = NodeOf(system);
        node.IsDown = true;
        node.Release();
    }

    /// <summary>
    /// Freezes a system, as SIGSTOP would: no mailbox and no timer of it runs until <see cref="Resume"/>; what is told to it waits.
    /// </summary>
    public void Pause(ActorSystem system) => NodeOf(system).IsPaused = true;

    /// <summary>Lets a frozen system go on: what waited runs now, and a timer that was due several times meanwhile fires once.</summary>
    public void Resume(ActorSystem system)
    {
        var node = NodeOf(system);
        node.IsPaused = false;
        foreach (var held in node.Release())
        {
            held();
        }
    }

    /// <summary>Writes a line to the event log at the present virtual time.</summary>
    public void Record(string node, string text) => Log.Write(Elapsed, node, text);

    /// <summary>Notes at the present virtual time what the report of a failure is to show.</summary>
    public void Note(IncidentKind kind, string node, string text) => Incidents.Note(Elapsed, kind, node, text);

    /// <summary>
    /// Writes every <typeparamref name="T"/> that a node publishes on its event stream into the event log, from now on;
    /// a null description writes nothing.
    /// </summary>
    public void Observe<T>(ActorSystem system, Func<T, string?> describe)
        where T : class
    {
        Invoke(() => system.ActorOf(Props.Create(() => new Observer<T>(this, describe))));
        if (_current is null)
        {
            RunQuiet();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.IsDown = true;
        }

        _ready.Clear();
        _timers.Clear();
        WorldRegistry.Remove(_id);
        Log.Dispose();
    }

    internal SimulatedNode Join(string name)
    {
        var node = new SimulatedNode(name);
        _nodes.Add(node);
        return node;
    }

    private SimulatedNode NodeOf(ActorSystem system) => system.Scheduler is VirtualScheduler scheduler && scheduler.World == this
        ? scheduler.Node
        : throw new ArgumentException($"{system.Name} does not live in this world", nameof(system));

    internal void OnLogged(LogEvent entry) => Logged?.Invoke(entry);
}
