using System.Globalization;
using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// The devnet of one run: its chain, and of each node what outlives a restart (its store) and what faults act upon (its execution layer).
/// Scenarios begin with <see cref="Scenario(string, int, int)"/>; faults are in <see cref="DevnetFaults"/>, expectations in
/// <see cref="Predicates"/>.
/// </summary>
public sealed class Devnet : IDisposable
{
    private readonly ScenarioRun<DevnetNode> _run;
    private readonly SortedDictionary<string, IChainStore> _stores = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FaultyEngine> _engines = new(StringComparer.Ordinal);
    private readonly string? _folder;

    private Devnet(ScenarioRun<DevnetNode> run, DevnetShape shape)
    {
        _run = run;
        Shape = shape;
        World = DevnetWorld.Create(
            shape.Validators,
            run.Genesis,
            execution => DevnetChain.Create(
                execution, (ulong)shape.SlotTime.TotalMilliseconds, shape.GloasFromGenesis, shape.HezeForkEpoch),
            shape.Bls,
            [.. shape.Builders.Select(static builder => builder.Balance)]);
        var layers = new[] { run.Hocon, shape.Hocon }.Select(static text => ConfigurationFactory.ParseString(text));
        Config = NodeConfig.Layered([.. layers, NodeConfig.Situation("simulation")]);
        Wire = SimulatedWire.From(Config, run.World, run.Network, [.. run.Names, StormActor.Name, StrayBidActor.Name]);
        Relay = shape.HasRelay ? new SimulatedRelay(Last, World.Spec, shape.Bls) : null;
        _folder = shape.IsOnDisk ? Directory.CreateTempSubdirectory("consensoor-scenario-").FullName : null;
        if (shape.WorkTime is var (shortest, longest))
        {
            run.World.SetWorkTime("consensoor.dispatchers.work", shortest, longest);
        }
    }

    /// <summary>What the nodes of the devnet are like.</summary>
    public DevnetShape Shape { get; }

    /// <summary>The chain that the nodes share.</summary>
    public DevnetWorld World { get; }

    /// <summary>The settings of its nodes.</summary>
    public Config Config { get; }

    /// <summary>The wire between its nodes; null where they are on the bus.</summary>
    public SimulatedWire? Wire { get; }

    /// <summary>The relay beside its nodes; null where there is none.</summary>
    internal SimulatedRelay? Relay { get; }

    /// <summary>Slots whose proposer was made to miss them.</summary>
    public SortedSet<long> Missed { get; } = [];

    /// <summary>
    /// A scenario of nodes with equal shares of 64 validators, gloas from genesis, that ends with the last slot of an epoch.
    /// </summary>
    public static Scenario<DevnetNode> Scenario(string name, int nodes, int epochs) => Scenario(name, new DevnetShape(nodes), epochs);

    /// <summary>A scenario of nodes of a shape that ends with the last slot of an epoch.</summary>
    public static Scenario<DevnetNode> Scenario(string name, DevnetShape shape, int epochs) =>
        new Scenario<DevnetNode>(name, (run, node) => Of(run, shape).Start(node))
        {
            LastSlot = (epochs * DevnetShape.SlotsPerEpoch) - 1,
            SlotTime = shape.SlotTime,
            GenesisDelay = shape.GenesisDelay,
            Standing = static run => run.Nodes.Count == 0 ? ["no node is up"] : NamesOf(Of(run)).Select(name =>
                $"{name}: {(run.Nodes.TryGetValue(name, out var node) ? node.Standing(run.Slot) : "is down")}"),
        }
            .Nodes(shape.Nodes)
            .Parameter("validators", $"{shape.Validators}, {shape.OnlinePercent} % online")
            .Parameter("signatures", shape.Bls is KeyedBls ? KeyedBls.Name : "BLS12-381");

    /// <summary>Finds the devnet of a scenario's run.</summary>
    public static Devnet Of(ScenarioRun<DevnetNode> run) =>
        run.Own<Devnet>(static () => throw new InvalidOperationException("no node was started"));

    /// <summary>Reads the number in a node's name (`node-3`).</summary>
    public static int NumberOf(string node) => int.Parse(node["node-".Length..], CultureInfo.InvariantCulture);

    /// <summary>The execution layer of a node.</summary>
    public FaultyEngine Engine(string node) => _engines[node];

    /// <summary>Brings a dead execution layer back; it fetches what it missed from that of another node.</summary>
    public Task Revive(string node) =>
        _engines[node].Revive(_engines.First(engine => engine.Key != node && !engine.Value.IsDead).Value.Seen);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var store in _stores.Values)
        {
            store.Dispose();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Connects a node, or an attacker, with the others; those named are dialled where there is a wire.</summary>
    internal IGossipConnection Connect(string name, IReadOnlyList<string> peers) => Wire is null
        ? new SimulatedConnection(_run.Network)
        : new SimulatedWireConnection(Wire, name, Wire.SettingsOf(name, World.Spec, World.Genesis, peers, Config));

    private (DevnetNode Node, IExecutionLayer Engine) Last()
    {
        var (name, node) = _run.Nodes.Last();
        return (node, _engines[name]);
    }

    private static IEnumerable<string> NamesOf(Devnet devnet) =>
        Enumerable.Range(0, devnet.Shape.Nodes).Select(static number => $"node-{number}");

    private static Devnet Of(ScenarioRun<DevnetNode> run, DevnetShape shape) => run.Own(() => new Devnet(run, shape));

    private DevnetNode Start(string name)
    {
        var (first, count) = Shape.KeysOf(NumberOf(name));
        if (!_stores.TryGetValue(name, out var store))
        {
            _stores[name] = store = _folder is null ? new InMemoryChainStore() : LiteDbChainStore.Open(Path.Combine(_folder, $"{name}.db"));
        }

        return DevnetNode.Start(_run.World, _run.Network, World, new DevnetNodeOptions(name, store)
        {
            FirstValidator = first,
            Validators = count,
            Signer = Shape.Signer(NumberOf(name)),
            DoppelgangerEpochs = Shape.DoppelgangerEpochs,
            Builder = Shape.Builders.ElementAtOrDefault(NumberOf(name)),
            BuilderKey = Shape.Validators + NumberOf(name),
            Hocon = $"{Shape.Hocon}\n{Shape.Builders.ElementAtOrDefault(NumberOf(name))?.Hocon}\n{_run.Hocon}",
            Connection = _ => Connect(name, _run.Names),
            NameOf = peer => Wire?.NameOf(peer) ?? peer,
            Bls = Shape.Bls,
            BuilderClient = Relay,
            Engine = inner => _engines[name] = new FaultyEngine(inner, _engines.GetValueOrDefault(name)),
        });
    }
}
