using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>A scenario under way: what its faults act on and its expectations look at.</summary>
public sealed class ScenarioRun<TNode>
    where TNode : class, IScenarioNode
{
    private readonly Scenario<TNode> scenario;
    private readonly SortedDictionary<string, TNode> nodes = new(StringComparer.Ordinal);
    private readonly List<string> errors = [];

    internal ScenarioRun(Scenario<TNode> scenario, SimulatedWorld world)
    {
        this.scenario = scenario;
        World = world;
        Network = new SimulatedNetwork(world, scenario.Links);
        world.Logged += entry =>
        {
            if (entry.LogLevel() == Akka.Event.LogLevel.ErrorLevel)
                errors.Add($"{entry.LogSource}: {entry.Message}");
        };
    }

    public SimulatedWorld World { get; }

    public SimulatedNetwork Network { get; }

    /// <summary>Nodes that are up, by name.</summary>
    public IReadOnlyDictionary<string, TNode> Nodes => nodes;

    /// <summary>Errors that Akka logged, of all nodes.</summary>
    public IReadOnlyList<string> Errors => errors;

    public DateTimeOffset Genesis => World.Start + scenario.GenesisDelay;

    /// <summary>The slot the clock stands in; negative before genesis.</summary>
    public long Slot => (long)Math.Floor((World.Elapsed - scenario.GenesisDelay) / scenario.SlotTime);

    /// <summary>Starts a node, or starts it again after <see cref="Crash"/> or <see cref="Stop"/>.</summary>
    public TNode Start(string name)
    {
        if (nodes.ContainsKey(name))
            throw new InvalidOperationException($"{name} is up already");
        World.Record(name, "starts");
        return nodes[name] = scenario.StartNode(this, name);
    }

    /// <summary>Takes a node away at once, as SIGKILL would.</summary>
    public void Crash(string name)
    {
        Network.Detach(name);
        if (!nodes.Remove(name, out TNode? node))
            throw new InvalidOperationException($"{name} is not up");
        World.Crash(node.System);
        World.Record(name, "crashes");
    }

    /// <summary>Tells a node to end; it does so as the run goes on.</summary>
    public void Stop(string name)
    {
        Network.Detach(name);
        if (!nodes.Remove(name, out TNode? node))
            throw new InvalidOperationException($"{name} is not up");
        World.Record(name, "stops");
        World.Invoke(node.System.Terminate);
    }
}
