using Akka.Actor;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// A chain that one node made in a world, gloas from genesis, with a blob in one of its payloads: what another node is to import.
/// </summary>
internal sealed class RecordedChain
{
    private const ulong Seed = 11;
    private static readonly Lazy<RecordedChain> Recorded = new(static () => new RecordedChain());

    private RecordedChain()
    {
        using var world = SimulatedWorld.Create(Seed);
        World = TestNode.ChainFor(world);
        var node = TestNode.Start(world, new SimulatedNetwork(world), World, "node", new InMemoryChainStore(), 0, 64);
        var (blob, cells) = TestBlobs.Create();
        node.Mempool.SubmitBlob(blob);
        TestNode.RunUntilSlot(world, Slots);
        world.RunFor(TestNode.SlotTime - TimeSpan.FromSeconds(2));
        (Blocks, Envelopes, Head) = (node.Blocks, node.Envelopes, node.Head!);
        var carrier = Blocks.Single(static block => block.Message.Body.SignedExecutionPayloadBid.Message.BlobKzgCommitments.Count > 0);
        Columns = DataColumnSidecars.GetDataColumnSidecarsFromBlock(carrier, [cells], World.Spec.Ssz(ForkName.Gloas));
    }

    public static RecordedChain Instance => Recorded.Value;

    public static int Slots => 9;

    public DevnetWorld World { get; }

    public IReadOnlyList<SignedBeaconBlock> Blocks { get; }

    public IReadOnlyList<SignedExecutionPayloadEnvelope> Envelopes { get; }

    public IReadOnlyList<DataColumnSidecar> Columns { get; }

    public HeadSnapshot Head { get; }

    /// <summary>A supernode without peers and validators in some slot of the recorded chain; it knows genesis only.</summary>
    public static (SimulatedWorld World, ActorSystem System) StartFollower(
        RecordedChain chain, ulong seed, int slot, Func<IExecutionLayer, IExecutionLayer>? engine = null, IBls? bls = null)
    {
        var world = SimulatedWorld.Create(seed);
        var node = TestNode.Start(
            world, new SimulatedNetwork(world), chain.World, "node", new InMemoryChainStore(), 0, 0, engine, bls, isSupernode: true);
        TestNode.RunUntilSlot(world, slot);
        return (world, node.System);
    }
}
