using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A production node in a world, its parts at hand, and what it published.</summary>
internal sealed class TestNode
{
    public static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);
    private static readonly ManagedKzg Kzg = new();

    private TestNode(ActorSystem system, EmbeddedMempool mempool) => (System, Mempool) = (system, mempool);

    public ActorSystem System { get; }

    public EmbeddedMempool Mempool { get; }

    public List<SignedBeaconBlock> Blocks { get; } = [];

    public List<SignedExecutionPayloadEnvelope> Envelopes { get; } = [];

    public HeadSnapshot? Head { get; private set; }

    public Checkpoint? Finalized { get; private set; }

    /// <summary>A chain whose genesis is a little after a world's start.</summary>
    public static DevnetWorld ChainFor(SimulatedWorld world, bool gloasFromGenesis = true) => DevnetWorld.Create(64, SlotTime, world.Start + GenesisDelay, gloasFromGenesis);

    /// <summary>Starts a node over a store, new or used, with a share of the validators.</summary>
    public static TestNode Start(SimulatedWorld world, SimulatedNetwork network, DevnetWorld chain, string name, IChainStore store, int first, int validators, Func<IExecutionLayer, IExecutionLayer>? engine = null, IBls? bls = null)
    {
        var hocon = NodeConfig.Layered(NodeConfig.Situation("simulation"));
        var node = new TestNode(world.CreateSystem(name, hocon), new EmbeddedMempool(chain.Spec.Config));
        world.Observe<BlockImported>(node.System, imported => Note(() => node.Blocks.Add(imported.Block)));
        world.Observe<PayloadImported>(node.System, imported => Note(() => node.Envelopes.Add(imported.Envelope)));
        world.Observe<HeadChanged>(node.System, changed => Note(() => node.Head = changed.Head));
        world.Observe<FinalizedCheckpointAdvanced>(node.System, advanced => Note(() => node.Finalized = advanced.Finalized));
        var genesis = NodeStore.GenesisOf(chain.Genesis);
        NodeStore.WithGenesis(store, genesis);
        var embedded = new EmbeddedEngine(new EmbeddedExecutionLayer(chain.Spec, NodeStore.ExecutionAnchor(store, chain.Spec), node.Mempool));
        var settings = new NodeSettings
        {
            Name = name,
            Spec = chain.Spec,
            Genesis = genesis,
            Store = store,
            Protection = SimulatedProtection.Of(world, name, chain.Genesis.GenesisValidatorsRoot),
            Execution = engine is null ? embedded : engine(embedded),
            Gossip = new SimulatedConnection(network),
            Bls = bls ?? ManagedBls.Shared,
            Kzg = Kzg,
            Seed = SHA256.HashData([(byte)world.Seed]),
            Validators = [.. InteropGenesis.SecretKeys(first, validators).Select((key, index) => new ValidatorKey((ulong)(first + index), key))],
        };
        world.Invoke(() => Node.Start(node.System, settings));
        world.RunQuiet();
        return node;
    }

    /// <summary>Runs into a slot.</summary>
    public static void RunUntilSlot(SimulatedWorld world, int slot) => world.RunUntil(GenesisDelay + (SlotTime * slot) + TimeSpan.FromSeconds(1));

    private static string? Note(Action note)
    {
        note();
        return null;
    }
}
