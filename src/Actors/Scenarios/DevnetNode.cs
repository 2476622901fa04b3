using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Scenarios;

/// <summary>A production node in a simulated world, and what it published so far.</summary>
public sealed class DevnetNode : IScenarioNode
{
    private readonly Dictionary<Slot, TimeSpan> _imports = [];
    private readonly List<DutyPerformed> _duties = [];
    private readonly SortedDictionary<string, QueueStatus> _queues = new(StringComparer.Ordinal);

    private DevnetNode(ActorSystem system, EmbeddedMempool mempool)
    {
        System = system;
        Mempool = mempool;
    }

    /// <inheritdoc/>
    public ActorSystem System { get; }

    /// <summary>What waits for a payload that this node builds.</summary>
    public EmbeddedMempool Mempool { get; }

    /// <summary>The last head, null before the first block.</summary>
    public HeadSnapshot? Head { get; private set; }

    /// <summary>The last finalized checkpoint.</summary>
    public Checkpoint? Finalized { get; private set; }

    /// <summary>When the block of a slot was imported, counted from the slot's start; slots without a block are missing.</summary>
    public IReadOnlyDictionary<Slot, TimeSpan> Imports => _imports;

    /// <summary>What became of its validators' duties, in order.</summary>
    public IReadOnlyList<DutyPerformed> Duties => _duties;

    /// <summary>How its queues and pools stood in the last slot, by name.</summary>
    public IReadOnlyDictionary<string, QueueStatus> Queues => _queues;

    /// <summary>Starts a node with a share of the validators in a run's world.</summary>
    public static DevnetNode Start(
        ScenarioRun<DevnetNode> run,
        DevnetWorld chain,
        string name,
        int firstValidator,
        int validators,
        TimeSpan slotTime,
        string overlay = "",
        IChainStore? store = null)
    {
        var hocon = NodeConfig.Layered(ConfigurationFactory.ParseString(overlay), NodeConfig.Situation("simulation"));
        var system = run.World.CreateSystem(name, hocon);
        var mempool = new EmbeddedMempool(chain.Spec.Config);
        var node = new DevnetNode(system, mempool);
        var (world, genesis) = (run.World, run.Genesis);
        world.Observe<BlockImported>(system, imported =>
        {
            var slot = imported.Block.Message.Slot;
            node._imports[slot] = imported.At - (genesis + (slotTime * slot));
            return $"imports {Short(imported.Root)} of slot {slot}";
        });
        world.Observe<HeadChanged>(system, changed =>
        {
            node.Head = changed.Head;
            return $"head {Short(changed.Head.Root)} of slot {changed.Head.Slot} {changed.Head.PayloadStatus}, state {Short(changed.Head.Block.Message.StateRoot)}";
        });
        world.Observe<FinalizedCheckpointAdvanced>(system, advanced =>
        {
            node.Finalized = advanced.Finalized;
            return $"finalizes epoch {advanced.Finalized.Epoch} {Short(advanced.Finalized.Root)}";
        });
        world.Observe<DutyPerformed>(system, duty =>
        {
            node._duties.Add(duty);
            return $"validator {duty.Validator}, {duty.Kind} of slot {duty.Slot}: {duty.Reason ?? "done"}";
        });
        world.Observe<QueueStatus>(system, status =>
        {
            node._queues[status.Queue] = status;
            return null;
        });
        world.Observe<BlockRefused>(system, static refused => $"refuses {Short(refused.Root)} of slot {refused.Slot}: {refused.Refusal}");
        var seed = new byte[32];
        world.Random($"node {name}").Fill(seed);
        var settings = new NodeSettings
        {
            Name = name,
            Spec = chain.Spec,
            Genesis = NodeStore.GenesisOf(chain.Genesis),
            Store = NodeStore.WithGenesis(store ?? new InMemoryChainStore(), NodeStore.GenesisOf(chain.Genesis)),
            Protection = SimulatedProtection.Of(world, name, chain.Genesis.GenesisValidatorsRoot),
            Execution = new EmbeddedEngine(new EmbeddedExecutionLayer(chain.Spec, chain.Execution, mempool)),
            Gossip = new SimulatedConnection(run.Network),
            Bls = ManagedBls.Shared,
            Kzg = Kzg.Value,
            Seed = seed,
            Validators = [.. InteropGenesis.SecretKeys(firstValidator, validators).Select((key, i) => new ValidatorKey((ulong)(firstValidator + i), key))],
        };
        world.Invoke(() => Node.Start(system, settings));
        return node;
    }

    private static readonly Lazy<IKzg> Kzg = new(static () => new ManagedKzg());

    private static string Short(Root root) => root.ToString()[..10];
}
