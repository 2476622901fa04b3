using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>
/// Three supernodes over libp2p in virtual time, in a line or each with each: their columns go from node to node by cells, and whole to who
/// takes no cells.
/// </summary>
public sealed class PartialColumnsTests : IDisposable
{
    private const int Share = 64 / 3;

    private static readonly string[] Names = ["node-0", "node-1", "node-2"];

    private readonly SimulatedWorld _world = SimulatedWorld.Create(11);
    private readonly SimulatedNetwork _network;
    private readonly SimulatedWire _wire;
    private readonly List<DevnetNode> _nodes = [];
    private readonly List<InMemorySidecarStore> _columns = [];
    private readonly List<ColumnTraffic> _traffic = [];
    private DevnetWorld _chain = null!;

    public PartialColumnsTests()
    {
        _network = new SimulatedNetwork(_world);
        _wire = new SimulatedWire(_world, _network, Names);
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ColumnsSpreadByCellsOnly(bool isGloas)
    {
        var carrier = Run(isGloas, modes: ["on", "on", "on"], static i => Names[i..]);
        for (var i = 1; i < 3; i++)
        {
            Assert.Equal(ColumnSet.All, _columns[i].IndicesOf(RootOf(carrier)));
            Assert.Equal(128, _traffic[i].Completed);
        }

        Assert.All(_traffic, static traffic => Assert.Equal((0, 0), (traffic.Whole, traffic.Rejected)));
    }

    /// <summary>The node in the middle has columns by cells alone, and passes them on whole.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AColumnThatCellsCompletedGoesWholeToWhoTakesNoCells(bool isGloas)
    {
        var carrier = Run(isGloas, modes: ["on", "on", "off"], static i => i < 2 ? [Names[i + 1]] : []);
        Assert.All(_columns, columns => Assert.Equal(ColumnSet.All, columns.IndicesOf(RootOf(carrier))));
        Assert.Equal((128, 0), (_traffic[1].Completed, _traffic[1].Rejected));
        Assert.Equal((128, 0, 0), (_traffic[2].Whole, _traffic[2].Completed, _traffic[2].Checked));
    }

    [Fact]
    public void WhoOnlySendsIsSentWholeColumnsAndServesCells()
    {
        var carrier = Run(isGloas: true, modes: ["sends", "on", "sends"], static i => i < 2 ? [Names[i + 1]] : []);
        Assert.All(_columns, columns => Assert.Equal(ColumnSet.All, columns.IndicesOf(RootOf(carrier))));
        Assert.Equal((0, 128), (_traffic[1].Whole, _traffic[1].Completed));
        Assert.Equal((128, 0), (_traffic[2].Whole, _traffic[2].Completed));
    }

    /// <summary>Runs until all stand on the block in which the first node, the only one that has any, put two blobs.</summary>
    private SignedBeaconBlock Run(bool isGloas, string[] modes, Func<int, IReadOnlyList<string>> dials)
    {
        _chain = TestNode.ChainFor(_world, isGloas);
        for (var i = 0; i < 3; i++)
        {
            Start(i, modes[i], dials(i));
        }

        var slot = isGloas ? 10 : 50;
        TestNode.RunUntilSlot(_world, slot);
        _nodes[0].Mempool.SubmitBlob(TestBlobs.Create().Blob);
        _nodes[0].Mempool.SubmitBlob(TestBlobs.Create().Blob);
        while (!_nodes[0].Blocks.Any(IsCarrier) && slot < (isGloas ? 30 : 55))
        {
            TestNode.RunUntilSlot(_world, ++slot);
        }

        var carrier = Assert.Single(_nodes[0].Blocks, IsCarrier);
        Assert.Equal(isGloas ? ForkName.Gloas : ForkName.Fulu, ForkOf(carrier));
        TestNode.RunUntilSlot(_world, slot + 2);
        Assert.All(_nodes, node => Assert.Equal(_nodes[0].Head!.Root, node.Head!.Root));
        Assert.All(_nodes, node => Assert.Contains(node.Blocks, block => RootOf(block) == RootOf(carrier)));
        Assert.All(_nodes, static node => Assert.Empty(node.Left));
        Assert.All(_nodes, static node => Assert.All(node.Scores.Values, static score => Assert.True(score >= 0, $"{score}")));
        return carrier;
    }

    private void Start(int i, string mode, IReadOnlyList<string> dials)
    {
        var hocon = $"consensoor.wire.partial-columns.mode = {mode}";
        var config = NodeConfig.Layered(ConfigurationFactory.ParseString(hocon), NodeConfig.Situation("simulation"));
        _columns.Add(new InMemorySidecarStore());
        var settings = _wire.SettingsOf(Names[i], _chain.Spec, _chain.Genesis, dials, config);
        _traffic.Add(new ColumnTraffic(new SimulatedWireConnection(_wire, Names[i], settings)));
        _nodes.Add(DevnetNode.Start(_world, _network, _chain, new DevnetNodeOptions(Names[i], new InMemoryChainStore())
        {
            FirstValidator = i * Share,
            Validators = i == 2 ? 64 - (2 * Share) : Share,
            IsSupernode = true,
            Columns = _columns[i],
            Bls = KeyedBls.Shared,
            Hocon = hocon,
            Connection = _ => _traffic[i],
            NameOf = _wire.NameOf,
        }));
        _world.RunQuiet();
    }

    private static bool IsCarrier(SignedBeaconBlock block) => DataColumnSidecars.CommitmentsOf(block.Message.Body) is { Count: > 0 };

    private ForkName ForkOf(SignedBeaconBlock block) => _chain.Spec.ForkAtSlot(block.Message.Slot);

    private Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(_chain.Spec.Ssz(ForkOf(block)));
}
