using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>
/// Nodes in virtual time on a chain that goes through deneb (from slot 32 on), electra (40) and fulu (48): what becomes of blocks with
/// blobs, of blobs that gossip loses or their proposer withholds, and what a late node and peers get of them.
/// </summary>
public sealed class BlobNetworkTests : IDisposable
{
    private readonly SimulatedWorld _world = SimulatedWorld.Create(11);
    private readonly SimulatedNetwork _network;
    private readonly DevnetWorld _chain;
    private readonly List<DevnetNode> _nodes = [];
    private readonly List<InMemorySidecarStore> _blobs = [];
    private readonly List<PeerAnswered> _answers = [];
    private SimulatedWire? _wire;

    public BlobNetworkTests()
    {
        _network = new SimulatedNetwork(_world);
        _chain = TestNode.ChainFor(_world, gloasFromGenesis: false);
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(SimulatedWire.Bus)]
    [InlineData(SimulatedWire.Libp2p)]
    public void BlobsOfDenebAndElectraAreKeptAndServedBeyondFuluAndALateNodeGetsThemByRange(string between)
    {
        _wire = between == SimulatedWire.Libp2p ? new SimulatedWire(_world, _network, [.. Enumerable.Range(0, 3).Select(NameOf)]) : null;
        Start(32);
        Start(32);
        SubmitAt(33, 1);
        SubmitAt(41, 2);
        SubmitAt(46, 3);
        SubmitAt(50, 1);
        TestNode.RunUntilSlot(_world, 54);
        var carriers = Carriers(_nodes[0]).ToList();
        Assert.Contains(carriers, block => ForkOf(block) == ForkName.Deneb);
        Assert.Contains(carriers, block => ForkOf(block) == ForkName.Electra);
        AssertKept(0, carriers);
        AssertKept(1, carriers);

        // It comes after all of them were said, and takes part in the rest.
        var fetched = new List<FetchEnded>();
        var late = Start(0);
        _world.Observe<FetchEnded>(_nodes[late].System, ended =>
        {
            fetched.Add(ended);
            return null;
        });
        TestNode.RunUntilSlot(_world, 62);
        Assert.All(_nodes, node => Assert.Equal(_nodes[0].Head!.Root, node.Head!.Root));
        Assert.Equal(62UL, _nodes[0].Head!.Slot);
        AssertKept(late, carriers);
        Assert.DoesNotContain(fetched, static ended => ended.What == "Blobs");

        // Over the fork the part before it is served, in order, by the late node too.
        var expected = carriers.Where(block => block.Message.Slot >= 40)
            .SelectMany(static block => Enumerable.Range(0, block.Message.Body.BlobKzgCommitments.Count)
                .Select(index => (block.Message.Slot, (ulong)index)))
            .ToList();
        var byRange = Ask(0, new BlobSidecarsByRange(40, 20), PeerOf(late));
        Assert.Equal(PeerResult.Answered, byRange.Result);
        Assert.Equal(
            expected, byRange.Items.Cast<BlobSidecar>().Select(static blob => (blob.SignedBlockHeader.Message.Slot, blob.Index)));
        Assert.Empty(Ask(0, new BlobSidecarsByRange(48, 10), PeerOf(late)).Items);
        var first = carriers[0];
        var byRoot = Ask(0, new BlobSidecarsByRoot([Named(RootOf(first), 0), Named(RootOf(first), 7)]), PeerOf(late));
        Assert.Equal(0UL, Assert.Single(byRoot.Items.Cast<BlobSidecar>()).Index);
    }

    [Fact]
    public void BlobsThatGossipLostAreFetchedByRoot()
    {
        Start(32);
        Start(32);
        var deaf = Start(0, connection => new BlobLossConnection(connection, loses: true));

        // Its execution layer does not know them either.
        var fetched = new List<FetchEnded>();
        _world.Observe<FetchEnded>(_nodes[deaf].System, ended =>
        {
            fetched.Add(ended);
            return null;
        });
        SubmitAt(41, 2, notTo: deaf);
        TestNode.RunUntilSlot(_world, 46);
        var carriers = Carriers(_nodes[0]).ToList();
        Assert.NotEmpty(carriers);
        Assert.Equal(_nodes[0].Head!.Root, _nodes[deaf].Head!.Root);
        AssertKept(deaf, carriers);
        Assert.All(carriers, block => Assert.Contains(new FetchEnded("Blobs", RootOf(block), true, "it is there"), fetched));
    }

    [Fact]
    public void ABlockWhoseBlobsAreWithheldIsNobodysHeadButItsProposers()
    {
        Start(48);
        Start(0);
        var withholding = Start(16, connection => new BlobLossConnection(connection, withholds: true));
        SubmitAt(41, 1, onlyTo: withholding);
        TestNode.RunUntilSlot(_world, 60);
        var carrier = Carriers(_nodes[withholding]).First();
        Assert.DoesNotContain(_nodes[0].Blocks, block => RootOf(block) == RootOf(carrier));
        Assert.DoesNotContain(_nodes[1].Blocks, block => RootOf(block) == RootOf(carrier));
        Assert.Equal(_nodes[0].Head!.Root, _nodes[1].Head!.Root);
        Assert.InRange(_nodes[0].Head!.Slot, 55UL, 60UL);
    }

    [Fact]
    public void ANodeThatWasStartedAgainServesTheBlobsItKept()
    {
        Start(32);
        var store = new InMemoryChainStore();
        var again = Start(32, store: store);
        SubmitAt(41, 2);
        TestNode.RunUntilSlot(_world, 46);
        var carrier = Carriers(_nodes[0]).First();
        _world.Stop(_nodes[again].System, TimeSpan.FromSeconds(10));
        TestNode.RunUntilSlot(_world, 49);
        _nodes[again] = StartNode(again, 32, 32, store, static connection => connection);
        TestNode.RunUntilSlot(_world, 56);
        var count = carrier.Message.Body.BlobKzgCommitments.Count;
        var answer = Ask(0, new BlobSidecarsByRange(carrier.Message.Slot, 1), NameOf(again));
        Assert.Equal(count, answer.Items.Count);
        Assert.All(answer.Items.Cast<BlobSidecar>(), blob => Assert.Equal(RootOf(carrier), RootOf(blob)));
    }

    [Fact]
    public void ANodeThatBeganWithACheckpointFetchesTheBlobsOfTheTimeBefore()
    {
        Start(64);
        SubmitAt(33, 1);
        SubmitAt(41, 2);
        TestNode.RunUntilSlot(_world, 48);
        var head = _nodes[0].Head!;
        Assert.Equal(48UL, head.Slot);
        var anchor = new CheckpointAnchor(Anchors.CheckpointOf(head.State), head.Block, head.State);
        TestNode.RunUntilSlot(_world, 51);
        var later = Start(0, checkpoint: anchor);
        var earliest = new List<Slot>();
        _world.Observe<BlobsKept>(_nodes[later].System, kept =>
        {
            earliest.Add(kept.EarliestAvailable);
            return null;
        });
        TestNode.RunUntilSlot(_world, 60);
        Assert.Equal(_nodes[0].Head!.Root, _nodes[later].Head!.Root);
        AssertKept(later, Carriers(_nodes[0]));
        Assert.Equal(48UL, earliest[0]);
        Assert.Equal(0UL, earliest[^1]);
        var carrier = Carriers(_nodes[0]).First();
        Assert.Single(Ask(0, new BlobSidecarsByRange(carrier.Message.Slot, 1), NameOf(later)).Items);
    }

    private static string NameOf(int node) => $"node-{node}";

    private string PeerOf(int node) => _wire is null ? NameOf(node) : _wire.KeyOf(NameOf(node)).PeerId.ToString();

    // Each dials those before it.
    private IGossipConnection Wired(int node, IGossipConnection bus)
    {
        if (_wire is null)
        {
            return bus;
        }

        var config = NodeConfig.Layered(NodeConfig.Situation("simulation"));
        string[] peers = [.. Enumerable.Range(0, node).Select(NameOf)];
        return new SimulatedWireConnection(
            _wire, NameOf(node), _wire.SettingsOf(NameOf(node), _chain.Spec, _chain.Genesis, peers, config));
    }

    private static IEnumerable<SignedBeaconBlock> Carriers(DevnetNode node) => node.Blocks
        .Where(static block => block.Message.Slot < 48 && block.Message.Body.BlobKzgCommitments is { Count: > 0 })
        .OrderBy(static block => block.Message.Slot);

    private int Start(
        int validators,
        Func<IGossipConnection, IGossipConnection>? connection = null,
        InMemoryChainStore? store = null,
        CheckpointAnchor? checkpoint = null)
    {
        var first = _firstValidator;
        _firstValidator += validators;
        _blobs.Add(new InMemorySidecarStore());
        _nodes.Add(StartNode(
            _nodes.Count, first, validators, store ?? new InMemoryChainStore(), connection ?? (static simulated => simulated), checkpoint));
        return _nodes.Count - 1;
    }

    private int _firstValidator;

    private DevnetNode StartNode(
        int node,
        int first,
        int validators,
        InMemoryChainStore store,
        Func<IGossipConnection, IGossipConnection> connection,
        CheckpointAnchor? checkpoint = null)
    {
        var started = DevnetNode.Start(_world, _network, _chain, new DevnetNodeOptions(NameOf(node), store)
        {
            FirstValidator = first,
            Validators = validators,
            IsSupernode = true,
            Checkpoint = checkpoint,
            Blobs = _blobs[node],
            Bls = KeyedBls.Shared,
            Connection = bus => connection(Wired(node, bus)),
            NameOf = peer => _wire?.NameOf(peer) ?? peer,
        });
        _world.RunQuiet();
        return started;
    }

    private void SubmitAt(int slot, int blobs, int? onlyTo = null, int? notTo = null)
    {
        TestNode.RunUntilSlot(_world, slot);
        foreach (var node in _nodes.Where((_, i) => i != notTo && (onlyTo is null || i == onlyTo)))
        {
            for (var number = 0; number < blobs; number++)
            {
                node.Mempool.SubmitBlob(TestBlobs.Create((byte)((10 * slot) + number)));
            }
        }
    }

    private void AssertKept(int node, IEnumerable<SignedBeaconBlock> carriers) => Assert.All(
        carriers,
        block => Assert.Equal(
            ColumnSet.First(block.Message.Body.BlobKzgCommitments.Count), _blobs[node].IndicesOf(RootOf(block))));

    private PeerAnswered Ask(int from, IPeerRequest request, string peer)
    {
        var node = _nodes[from].System.ActorSelection("/user/node");
        var actors = _world.Ask<NodeActors>(node, GetNodeActors.Instance, TimeSpan.FromSeconds(1));
        var id = (ulong)_answers.Count + 1;
        _world.Invoke(() =>
        {
            var probe = _nodes[from].System.ActorOf(Props.Create(() => new PeerProbe(actors.Network, _answers)), $"probe-{id}");
            probe.Tell(new AskPeer(id, peer, request));
            return probe;
        });
        _world.RunFor(TimeSpan.FromSeconds(5));
        return Assert.Single(_answers, answer => answer.RequestId == id);
    }

    private static BlobIdentifier Named(Root root, ulong index) => new() { BlockRoot = root, Index = index };

    private ForkName ForkOf(SignedBeaconBlock block) => _chain.Spec.ForkAtSlot(block.Message.Slot);

    private Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(_chain.Spec.Ssz(ForkOf(block)));

    private Root RootOf(BlobSidecar blob) => BlobSidecars.RootOf(blob, _chain.Spec.Ssz(ForkName.Deneb));
}
