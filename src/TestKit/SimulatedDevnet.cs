using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;

namespace Consensoor.TestKit;

/// <summary>
/// A network of production nodes in virtual time, on the thread that made it: nothing happens but while it is told to run. Minimal preset.
/// </summary>
public sealed class SimulatedDevnet : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private readonly List<InMemoryChainStore> _stores = [];
    private readonly SimulatedDevnetOptions _options;

    private SimulatedDevnet(SimulatedDevnetOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Nodes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Validators, options.Nodes);
        _options = options;
        World = SimulatedWorld.Create(options.Seed);
        var bls = options.HasKeyedSignatures ? KeyedBls.Shared : (Spec.Crypto.Bls.IBls)RememberingBls.Shared;
        Chain = DevnetWorld.Create(options.Validators, options.SlotTime, World.Start + Delay, options.GloasFromGenesis, bls);
        Network = new SimulatedNetwork(World, options.Links);
        var nodes = new List<DevnetNode>();
        for (var node = 0; node < options.Nodes; node++)
        {
            var (first, next) = (options.Validators * node / options.Nodes, options.Validators * (node + 1) / options.Nodes);
            _stores.Add(new InMemoryChainStore());
            nodes.Add(DevnetNode.Start(World, Network, Chain, new DevnetNodeOptions($"node-{node}", _stores[^1])
            {
                FirstValidator = first,
                Validators = next - first,
                Bls = bls,
                Hocon = options.Hocon,
            }));
        }

        Nodes = nodes;
    }

    /// <summary>The clock, the order of messages, and the log of what happened.</summary>
    public SimulatedWorld World { get; }

    /// <summary>The links between the nodes, which may be cut and spoilt while it runs.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The chain's configuration and genesis.</summary>
    public DevnetWorld Chain { get; }

    /// <summary>The nodes, with what they published so far.</summary>
    public IReadOnlyList<DevnetNode> Nodes { get; }

    /// <summary>The slot that the clock stands in; 0 before genesis.</summary>
    public ulong Slot => World.Elapsed < Delay ? 0 : (ulong)((World.Elapsed - Delay) / _options.SlotTime);

    /// <summary>Starts the nodes, ten seconds before genesis. Throws ArgumentOutOfRangeException for a node without a validator.</summary>
    public static SimulatedDevnet Start(SimulatedDevnetOptions? options = null) => new(options ?? new SimulatedDevnetOptions());

    /// <summary>Runs to the start of a slot, in virtual time; does nothing where that has passed.</summary>
    public void RunTo(ulong slot)
    {
        if (Delay + (slot * _options.SlotTime) is var at && at > World.Elapsed)
        {
            World.RunUntil(at);
        }
    }

    /// <summary>Runs until something holds, for so many slots at most; says whether it does.</summary>
    public bool RunUntil(Func<SimulatedDevnet, bool> holds, ulong slots) =>
        World.RunUntil(() => holds(this), slots * _options.SlotTime);

    /// <inheritdoc/>
    public void Dispose()
    {
        World.Dispose();
        _stores.ForEach(static store => store.Dispose());
    }
}
