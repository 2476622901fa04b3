using Consensoor.Actors.Network;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>
/// Nodes in virtual time whose execution layers know the blobs of blocks that one proposer withholds: what they get from there, and give
/// to those whose execution layer does not.
/// </summary>
public sealed class RetrievalNetworkTests : IDisposable
{
    private const int Withholding = 3;

    private readonly SimulatedWorld _world = SimulatedWorld.Create(23);
    private readonly SimulatedNetwork _network;
    private readonly List<DevnetNode> _nodes = [];
    private readonly List<PoolEngine> _engines = [];
    private readonly List<InMemorySidecarStore> _columns = [];
    private readonly List<InMemorySidecarStore> _blobs = [];
    private readonly List<(int Node, Root Root, string? Way)> _held = [];
    private readonly List<(int Node, ExecutionBlobsAsked Asked)> _asked = [];
    private readonly List<FetchEnded> _fetched = [];
    private DevnetWorld _chain = null!;

    public RetrievalNetworkTests() => _network = new SimulatedNetwork(_world);

    public void Dispose() => _world.Dispose();

    /// <summary>
    /// The first two nodes' execution layers know the blobs, of which the second's says what does not hold; the third knows none. What the
    /// first has of its own it gives to all.
    /// </summary>
    [Theory]
    [InlineData(ForkName.Deneb, 34, 40)]
    [InlineData(ForkName.Electra, 41, 48)]
    [InlineData(ForkName.Fulu, 49, 56)]
    [InlineData(ForkName.Gloas, 57, 64)]
    public void WhatAProposerWithholdsComesFromTheExecutionLayerAndGoesToWhoLacksIt(ForkName fork, int slot, int end)
    {
        Start();
        _engines[1].Change = static found => found with { Proofs = [.. found.Proofs.Reverse().Select(static _ => default(KZGProof))] };
        TestNode.RunUntilSlot(_world, slot);
        PooledBlob[] blobs = [TestBlobs.Create(1), TestBlobs.Create(2)];
        foreach (var blob in blobs)
        {
            _nodes[Withholding].Mempool.SubmitBlob(blob);
            _engines[0].Add(blob);
            _engines[1].Add(blob);
        }

        while (!Carriers(Withholding).Any() && ++slot < end)
        {
            TestNode.RunUntilSlot(_world, slot);
        }

        TestNode.RunUntilSlot(_world, slot + 4);
        var carrier = Assert.Single(Carriers(Withholding));
        var root = RootOf(carrier);
        Assert.Equal(fork, ForkOf(carrier));
        Assert.All(_nodes, node => Assert.Equal(_nodes[0].Head!.Root, node.Head!.Root));
        Assert.All(_nodes, node => Assert.Contains(node.Blocks, block => RootOf(block) == root));
        if (fork >= ForkName.Gloas)
        {
            Assert.All(_nodes, node => Assert.Contains(node.Envelopes, envelope => envelope.Message.BeaconBlockRoot == root));
        }

        for (var i = 0; i < Withholding; i++)
        {
            Assert.Equal(fork >= ForkName.Fulu ? ColumnSet.All : ColumnSet.First(2), Store(fork, i).IndicesOf(root));
        }

        // The first has them from its execution layer, the others from it, and nobody from who was asked.
        Assert.Equal(["execution-layer"], Ways(0, root));
        Assert.Equal(["gossip"], Ways(1, root));
        Assert.Equal(["gossip"], Ways(2, root));
        Assert.DoesNotContain(_fetched, static ended => ended.What is "Blobs" or "Data");
        Assert.All(_nodes, static node => Assert.Empty(node.Left));

        // One question a node, and none by who made the block.
        Assert.Equal([1, 1, 1, 0], _engines.Select(static engine => engine.Asked.Count));
        Assert.Equal([(0, 2), (1, 2), (2, 0)], _asked.Select(static asked => (asked.Node, asked.Asked.Found!.Value)).Order());
    }

    /// <summary>An execution layer that was stopped for it, or does not speak of blobs, costs nothing: data comes by gossip.</summary>
    [Fact]
    public void WhereTheExecutionLayerHasNothingGossipHasIt()
    {
        Start(withholds: false);
        TestNode.RunUntilSlot(_world, 49);
        _nodes[Withholding].Mempool.SubmitBlob(TestBlobs.Create(1));
        TestNode.RunUntilSlot(_world, 56);
        var root = RootOf(Assert.Single(Carriers(Withholding)));
        Assert.All(_nodes, node => Assert.Contains(node.Blocks, block => RootOf(block) == root));
        Assert.All(Enumerable.Range(0, Withholding), node => Assert.Equal(["gossip"], Ways(node, root)));
        Assert.All(_engines, static engine => Assert.InRange(engine.Asked.Count, 0, 1));
        Assert.All(_nodes, static node => Assert.All(node.Scores.Values, static score => Assert.True(score >= 0, $"{score}")));
    }

    private void Start(bool withholds = true)
    {
        _chain = TestNode.ChainFor(_world, gloasFromGenesis: false);
        for (var i = 0; i <= Withholding; i++)
        {
            StartNode(i, withholds);
        }
    }

    private void StartNode(int i, bool withholds)
    {
        _columns.Add(new InMemorySidecarStore());
        _blobs.Add(new InMemorySidecarStore());
        var node = DevnetNode.Start(_world, _network, _chain, new DevnetNodeOptions($"node-{i}", new InMemoryChainStore())
        {
            FirstValidator = i == 0 ? 0 : 40,
            Validators = i switch { 0 => 40, Withholding => 24, _ => 0 },
            IsSupernode = true,
            Columns = _columns[i],
            Blobs = _blobs[i],
            Bls = KeyedBls.Shared,
            Engine = inner =>
            {
                _engines.Add(new PoolEngine(inner));
                return _engines[^1];
            },
            Connection = bus => i == Withholding && withholds ? Withheld(bus) : bus,
        });
        _nodes.Add(node);
        _world.Observe<ColumnsHeld>(node.System, held => Note(i, held.BlockRoot, held.Source));
        _world.Observe<BlobsHeld>(node.System, held => Note(i, held.BlockRoot, held.Source));
        _world.Observe<ExecutionBlobsAsked>(node.System, asked =>
        {
            _asked.Add((i, asked));
            return null;
        });
        _world.Observe<FetchEnded>(node.System, ended =>
        {
            _fetched.Add(ended);
            return null;
        });
        _world.RunQuiet();
    }

    private static IGossipConnection Withheld(IGossipConnection bus) =>
        new BlobLossConnection(new WithholdingConnection(bus, static _ => true), withholds: true);

    private string? Note(int node, Root root, Source? source)
    {
        _held.Add((node, root, source?.Way));
        return null;
    }

    private IEnumerable<string?> Ways(int node, Root root) =>
        _held.Where(held => held.Node == node && held.Root == root).Select(static held => held.Way).Distinct();

    private InMemorySidecarStore Store(ForkName fork, int node) => fork >= ForkName.Fulu ? _columns[node] : _blobs[node];

    private IEnumerable<SignedBeaconBlock> Carriers(int node) =>
        _nodes[node].Blocks.Where(static block => DataColumnSidecars.CommitmentsOf(block.Message.Body) is { Count: > 0 });

    private ForkName ForkOf(SignedBeaconBlock block) => _chain.Spec.ForkAtSlot(block.Message.Slot);

    private Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(_chain.Spec.Ssz(ForkOf(block)));
}
