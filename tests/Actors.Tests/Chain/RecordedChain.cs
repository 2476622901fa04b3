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
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A chain that one node made in a world, gloas from genesis, with blobs in one of its payloads: what another node is to import.</summary>
internal sealed class RecordedChain
{
    private const ulong Seed = 11;
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);
    private static readonly Lazy<RecordedChain> Recorded = new(static () => new RecordedChain());
    private static readonly ManagedKzg Kzg = new();

    private RecordedChain()
    {
        using var world = SimulatedWorld.Create(Seed);
        World = DevnetWorld.Create(64, SlotTime, world.Start + GenesisDelay);
        var (system, mempool) = Start(world, 64);
        var (blob, cells) = TestBlobs.Create();
        mempool.SubmitBlob(blob);
        world.Observe<BlockImported>(system, imported =>
        {
            Blocks.Add(imported.Block);
            return "block";
        });
        world.Observe<PayloadImported>(system, imported =>
        {
            Envelopes.Add(imported.Envelope);
            return "payload";
        });
        world.Observe<HeadChanged>(system, changed =>
        {
            Head = changed.Head;
            return "head";
        });
        world.RunUntil(GenesisDelay + (SlotTime * (Slots + 1)) - TimeSpan.FromTicks(1));
        var context = World.Spec.Ssz(ForkName.Gloas);
        var carrier = Blocks.Single(static block => block.Message.Body.SignedExecutionPayloadBid.Message.BlobKzgCommitments.Count > 0);
        Columns = DataColumnSidecars.GetDataColumnSidecarsFromBlock(carrier, [cells], context);
    }

    public static RecordedChain Instance => Recorded.Value;

    public static int Slots => 9;

    public DevnetWorld World { get; }

    public List<SignedBeaconBlock> Blocks { get; } = [];

    public List<SignedExecutionPayloadEnvelope> Envelopes { get; } = [];

    public IReadOnlyList<DataColumnSidecar> Columns { get; }

    public HeadSnapshot? Head { get; private set; }

    /// <summary>A node without peers, in the last slot of the recorded chain or another; it knows genesis only.</summary>
    public static (SimulatedWorld World, ActorSystem System) StartFollower(RecordedChain chain, ulong seed, int slot)
    {
        var world = SimulatedWorld.Create(seed);
        var (system, _) = chain.Start(world, 0);
        world.RunUntil(GenesisDelay + (SlotTime * slot) + TimeSpan.FromSeconds(1));
        return (world, system);
    }

    public static void RunUntilSlot(SimulatedWorld world, int slot) => world.RunUntil(GenesisDelay + (SlotTime * slot) + TimeSpan.FromSeconds(1));

    private (ActorSystem System, EmbeddedMempool Mempool) Start(SimulatedWorld world, int validators)
    {
        var hocon = NodeConfig.Layered(NodeConfig.Situation("simulation"));
        var system = world.CreateSystem("node", hocon);
        var mempool = new EmbeddedMempool(World.Spec.Config);
        var settings = new NodeSettings
        {
            Name = "node",
            Spec = World.Spec,
            GenesisTime = World.Genesis.GenesisTime,
            GenesisValidatorsRoot = World.Genesis.GenesisValidatorsRoot,
            Store = NodeStore.WithGenesis(new InMemoryChainStore(), World.Genesis),
            Execution = new EmbeddedEngine(new EmbeddedExecutionLayer(World.Spec, World.Execution, mempool)),
            Gossip = new SimulatedConnection(new SimulatedNetwork(world), GossipWindows.From(hocon.GetConfig("consensoor"))),
            Bls = ManagedBls.Shared,
            Kzg = Kzg,
            Seed = SHA256.HashData([(byte)world.Seed]),
            Validators = [.. InteropGenesis.SecretKeys(0, validators).Select(static (key, index) => new ValidatorKey((ulong)index, key))],
        };
        world.Invoke(() => Node.Start(system, settings));
        world.RunQuiet();
        return (system, mempool);
    }
}
