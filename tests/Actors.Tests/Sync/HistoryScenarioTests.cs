using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Actors.Network;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Scenarios;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>
/// Tests in virtual time what a node fetches below its checkpoint where payloads were withheld, over all forks, and of peers that leave
/// blocks out; and nodes that are there long before genesis.
/// </summary>
public sealed class HistoryScenarioTests : IDisposable
{
    private readonly SimulatedWorld _world = SimulatedWorld.Create(21);
    private readonly SimulatedNetwork _network;
    private DevnetWorld _chain = null!;

    public HistoryScenarioTests() => _network = new SimulatedNetwork(_world);

    public void Dispose() => _world.Dispose();

    /// <summary>
    /// One node keeps the payloads of its blocks for itself, so that the chain goes on without them. Another begins with such a block,
    /// whose payload nobody can give it, and fetches what lies before: each block, the payloads of those that were full, and no others.
    /// </summary>
    [Fact]
    public void ANodeBeginsWithABlockWhosePayloadWasWithheldAndFetchesTheHistoryOfFullAndEmptyBlocks()
    {
        _chain = TestNode.ChainFor(_world);
        var honest = Start("node-0", 0, 44);
        var mean = Start("node-1", 44, 20, connection => new GateConnection(
            connection,
            static message => message is not PublishGossip { Topic.Kind: TopicKind.ExecutionPayload },
            static request => !request.Protocol.Contains("envelopes", StringComparison.Ordinal)));
        HeadSnapshot? anchor = null;
        for (var slot = 16; anchor is null; slot += 8)
        {
            // The first block of an epoch, as a checkpoint is.
            TestNode.RunUntilSlot(_world, slot);
            _world.RunFor(TestNode.SlotTime - TimeSpan.FromSeconds(2));
            Assert.True(slot < 200, "no block of the node that withholds payloads");
            anchor = honest.Head is { Block.Message.ProposerIndex: >= 44 } head && head.Slot == (Slot)slot ? head : null;
        }

        _world.RunFor(TestNode.SlotTime * 3);
        Assert.Equal(HeadPayloadStatus.Empty, anchor.PayloadStatus);
        var child = honest.Blocks.Single(block => block.Message.ParentRoot == anchor.Root).Message;
        Assert.NotEqual(BidOf(anchor.Block.Message).BlockHash, BidOf(child).ParentBlockHash);

        var store = new InMemoryChainStore();
        var late = Join("node-2", anchor, store);
        _world.RunFor(TestNode.SlotTime * 8);
        Assert.Equal(honest.Head!.Root, late.Head!.Root);
        Assert.False(late.Head.IsOptimistic);
        AssertWhole(store, honest, anchor);
        Assert.Null(store.GetEnvelope(anchor.Root));
        var withheld = honest.Blocks.Where(block => block.Message.ProposerIndex >= 44 && block.Message.Slot < anchor.Slot).ToList();
        Assert.NotEmpty(withheld);
        Assert.All(withheld, block => Assert.Null(store.GetEnvelope(RootOf(block))));
        Assert.True(ScoreIn(late, "node-0") > -1, $"{ScoreIn(late, "node-0")}");
        Assert.Contains(mean.Envelopes, envelope => withheld.Exists(block => RootOf(block) == envelope.Message.BeaconBlockRoot));
    }

    [Fact]
    public void HistoryIsFetchedOverAllForks()
    {
        _chain = TestNode.ChainFor(_world, gloasFromGenesis: false);
        var first = Start("node-0", 0, 56);
        TestNode.RunUntilSlot(_world, 72);
        var anchor = first.Head!;
        _world.RunFor(TestNode.SlotTime * 2);
        var store = new InMemoryChainStore();
        var late = Join("node-1", anchor, store);
        _world.RunFor(TestNode.SlotTime * 8);
        Assert.Equal(first.Head!.Root, late.Head!.Root);
        AssertWhole(store, first, anchor);
        Assert.Equal(
            Enum.GetValues<ForkName>().Where(static fork => fork <= ForkName.Gloas),
            first.Blocks.Where(block => block.Message.Slot < anchor.Slot)
                .Select(block => _chain.Spec.ForkAtSlot(block.Message.Slot))
                .Distinct());
    }

    /// <summary>
    /// One leaves the first block of each answer out, and one gives no more than three: both slow it down, and one pays for it.
    /// </summary>
    [Fact]
    public void PeersThatLeaveBlocksOutKeepNobodyFromTheHistory()
    {
        _chain = TestNode.ChainFor(_world);
        var honest = Start("node-0", 0, 64);
        var sent = new Dictionary<(string, ulong), int>();
        Start("node-1", 0, 0, connection => Counting(connection, "node-1", static chunk => chunk > 1));
        Start("node-2", 0, 0, connection => Counting(connection, "node-2", static chunk => chunk <= 3));
        TestNode.RunUntilSlot(_world, 72);
        var anchor = honest.Head!;
        _world.RunFor(TestNode.SlotTime);
        var store = new InMemoryChainStore();
        var late = Join("node-3", anchor, store);
        _world.RunFor(TestNode.SlotTime * 16);
        Assert.Equal(honest.Head!.Root, late.Head!.Root);
        Assert.True(ScoreIn(late, "node-0") > -1, $"{ScoreIn(late, "node-0")}");
        Assert.True(ScoreIn(late, "node-1") < -1, $"{ScoreIn(late, "node-1")}");
        Assert.True(ScoreIn(late, "node-2") > -1, $"{ScoreIn(late, "node-2")}");
        AssertWhole(store, honest, anchor);

        GateConnection Counting(IGossipConnection connection, string node, Func<int, bool> isSent) => new(
            connection,
            message => message is not SendChunk { Code: 0 } chunk
                || !sent.ContainsKey((node, chunk.Id))
                || isSent(++sent[(node, chunk.Id)]),
            request =>
            {
                if (request.Protocol.Contains("blocks_by_range", StringComparison.Ordinal))
                {
                    sent[(node, request.Id)] = 0;
                }

                return true;
            });
    }

    [Fact]
    public void NodesThatAreThereLongBeforeGenesisWaitForItAndBegin()
    {
        var early = TimeSpan.FromHours(3);
        _chain = DevnetWorld.Create(64, TestNode.SlotTime, _world.Start + early);
        DevnetNode[] nodes = [Start("node-0", 0, 32), Start("node-1", 32, 32)];
        _world.RunUntil(early - TimeSpan.FromMinutes(1));
        Assert.All(nodes, static node => Assert.Equal(0UL, node.Head!.Slot));
        Assert.All(nodes, static node => Assert.Empty(node.Blocks));
        var third = Start("node-2", 0, 0);
        Assert.Equal(["node-0", "node-1"], PeersOf(third).Select(static peer => peer.Peer).Order());
        _world.RunUntil(early + (TestNode.SlotTime * 4) + TimeSpan.FromSeconds(5));
        Assert.All((DevnetNode[])[.. nodes, third], node => Assert.Equal((4UL, nodes[0].Head!.Root), (node.Head!.Slot, node.Head.Root)));
        Assert.All(PeersOf(third), static peer => Assert.Equal(0, peer.Score));
    }

    private static ExecutionPayloadBid BidOf(BeaconBlock block) => block.Body.SignedExecutionPayloadBid.Message;

    private DevnetNode Start(string name, int first, int validators, Func<IGossipConnection, IGossipConnection>? connection = null)
    {
        var node = DevnetNode.Start(_world, _network, _chain, new DevnetNodeOptions(name, new InMemoryChainStore())
        {
            FirstValidator = first,
            Validators = validators,
            Bls = KeyedBls.Shared,
            Connection = connection ?? (static inner => inner),
        });
        _world.RunQuiet();
        return node;
    }

    private DevnetNode Join(string name, HeadSnapshot head, IChainStore store) =>
        DevnetNode.Start(_world, _network, _chain, new DevnetNodeOptions(name, store)
        {
            Checkpoint = new CheckpointAnchor(Anchors.CheckpointOf(head.State), head.Block, head.State),
            Bls = KeyedBls.Shared,
        });

    // Where few peers are there, it takes minutes until their word is taken that nothing lies below.
    private void AssertWhole(InMemoryChainStore store, DevnetNode source, HeadSnapshot anchor)
    {
        Assert.InRange(store.History!.Oldest, 0UL, source.Blocks.Min(static block => block.Message.Slot));
        Assert.True(_world.RunUntil(() => store.History.Oldest == 0, TimeSpan.FromMinutes(8)), $"{store.History.Oldest}");
        Assert.Empty(store.History.Owed);
        var below = source.Blocks.Where(block => block.Message.Slot < anchor.Slot).ToDictionary(RootOf);
        Assert.NotEmpty(below);
        foreach (var (root, block) in below)
        {
            Assert.Equal(root, store.GetFinalizedRoot(block.Message.Slot));
            Assert.NotNull(store.GetBlock(root));
        }

        var full = source.Envelopes.Select(static envelope => envelope.Message.BeaconBlockRoot).Where(below.ContainsKey).ToList();
        Assert.NotEmpty(full);
        Assert.All(full, root => Assert.NotNull(store.GetEnvelope(root)));
    }

    private IReadOnlyList<PeerInfo> PeersOf(DevnetNode node)
    {
        var path = node.System.ActorSelection($"/user/{Node.Name}");
        var actors = _world.Ask<NodeActors>(path, GetNodeActors.Instance, TimeSpan.FromSeconds(1));
        return _world.Ask<Peers>(actors.Network, GetPeers.Instance, TimeSpan.FromSeconds(1)).All;
    }

    private double ScoreIn(DevnetNode node, string peer) => PeersOf(node).Single(info => info.Peer == peer).Score;

    private Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(_chain.Spec.Ssz(_chain.Spec.ForkAtSlot(block.Message.Slot)));
}
