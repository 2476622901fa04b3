using System.Globalization;
using Akka.Event;
using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>A scenario under way: what its faults act on and its expectations look at.</summary>
public sealed class ScenarioRun<TNode> : IDisposable
    where TNode : class, IScenarioNode
{
    private readonly Scenario<TNode> _scenario;
    private readonly SortedDictionary<string, TNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, object> _own = [];
    private readonly SortedDictionary<string, string> _measured = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    internal ScenarioRun(Scenario<TNode> scenario, SimulatedWorld world)
    {
        _scenario = scenario;
        World = world;
        Network = new SimulatedNetwork(world, scenario.Links);
        world.Logged += entry =>
        {
            if (entry.LogLevel() == Akka.Event.LogLevel.ErrorLevel)
            {
                _errors.Add($"{entry.LogSource}: {entry.Message}");
                world.Note(IncidentKind.Error, "", _errors[^1]);
            }
        };
    }

    /// <summary>The world that the nodes live in.</summary>
    public SimulatedWorld World { get; }

    /// <summary>The network between the nodes.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Nodes that are up, by name.</summary>
    public IReadOnlyDictionary<string, TNode> Nodes => _nodes;

    /// <summary>Errors that Akka logged, of all nodes.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>What was measured of this process, by name.</summary>
    public IReadOnlyDictionary<string, string> Measured => _measured;

    /// <summary>The start of slot 0.</summary>
    public DateTimeOffset Genesis => World.Start + _scenario.GenesisDelay;

    /// <summary>HOCON over that of all nodes.</summary>
    public string Hocon => _scenario.Hocon;

    /// <summary>The names of all nodes of the scenario, up or not.</summary>
    public IReadOnlyList<string> Names => _scenario.NodeNames;

    /// <summary>The length of a slot.</summary>
    public TimeSpan SlotTime => _scenario.SlotTime;

    /// <summary>The slot the clock stands in; negative before genesis.</summary>
    public long Slot => (long)Math.Floor((World.Elapsed - _scenario.GenesisDelay) / _scenario.SlotTime);

    /// <summary>Virtual time at the start of a slot.</summary>
    public TimeSpan StartOf(long slot) => _scenario.StartOf(slot);

    /// <summary>
    /// Something that belongs to this run alone, one of each type, made when it is first asked for and disposed with the run.
    /// </summary>
    public T Own<T>(Func<T> make)
        where T : class
    {
        if (!_own.TryGetValue(typeof(T), out var own))
        {
            _own[typeof(T)] = own = make();
        }

        return (T)own;
    }

    /// <summary>Keeps a measurement of this process for the report; the last one under a name stays.</summary>
    public void Measure(string name, string value) => _measured[name] = value;

    /// <summary>Starts a node, or starts it again after <see cref="Crash"/> or <see cref="Stop"/>.</summary>
    public TNode Start(string name)
    {
        if (_nodes.ContainsKey(name))
        {
            throw new InvalidOperationException($"{name} is up already");
        }

        World.Record(name, "starts");
        if (World.Elapsed > TimeSpan.Zero)
        {
            World.Note(IncidentKind.Fault, name, "starts again");
        }

        return _nodes[name] = _scenario.StartNode(this, name);
    }

    /// <summary>Takes a node away at once, as SIGKILL would.</summary>
    public void Crash(string name)
    {
        var node = Take(name);
        World.Crash(node.System);
        Act(name, "crashes");
    }

    /// <summary>Tells a node to end; it does so as the run goes on.</summary>
    public void Stop(string name)
    {
        var node = Take(name);
        Act(name, "stops");
        World.Invoke(node.System.Terminate);
    }

    /// <summary>Freezes a node for a time, as SIGSTOP and SIGCONT would: it takes no step, and what comes for it waits.</summary>
    public void Pause(string name, TimeSpan time)
    {
        if (!_nodes.TryGetValue(name, out var node))
        {
            throw new InvalidOperationException($"{name} is not up");
        }

        Act(name, string.Create(CultureInfo.InvariantCulture, $"is paused for {time.TotalSeconds:0.###} s"));
        World.Pause(node.System);
        World.After(time, () =>
        {
            Act(name, "goes on");
            World.Resume(node.System);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var own in _own.Values.OfType<IDisposable>())
        {
            own.Dispose();
        }
    }

    /// <summary>Records what is done to a node or to all of them, as a fault.</summary>
    internal void Act(string name, string text)
    {
        World.Record(name, text);
        World.Note(IncidentKind.Fault, name, text);
    }

    private TNode Take(string name)
    {
        Network.Detach(name);
        return _nodes.Remove(name, out var node) ? node : throw new InvalidOperationException($"{name} is not up");
    }
}
