using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Interop.Discovery.Records;
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
/// A supernode and nodes that keep a few columns each, in virtual time: what each keeps, what becomes of blocks whose columns are withheld
/// in part or all, and what a node serves after a restart.
/// </summary>
public sealed class PeerDasTests : IDisposable
{
    private const int Small = 3;
    private const int FewValidators = 8;

    private readonly SimulatedWorld _world = SimulatedWorld.Create(7);
    private readonly SimulatedNetwork _network;
    private readonly List<DevnetNode> _nodes = [];
    private readonly List<InMemorySidecarStore> _columns = [];
    private readonly List<PeerAnswered> _answers = [];
    private DevnetWorld _chain = null!;
    private Func<ulong, bool> _withholds = static _ => false;

    public PeerDasTests() => _network = new SimulatedNetwork(_world);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void ASupernodeAndSmallNodesFinalizeAcrossFuluAndGloasEachWithItsColumns()
    {
        Start(gloasFromGenesis: false);
        foreach (var slot in (int[])[50, 54, 60, 62])
        {
            SubmitAt(slot);
        }

        TestNode.RunUntilSlot(_world, 84);
        Assert.All(_nodes, node => Assert.Equal(_nodes[0].Head!.Root, node.Head!.Root));
        Assert.All(_nodes, node => Assert.True(node.Finalized!.Epoch >= 8, $"finalized {node.Finalized.Epoch}"));
        var carriers = Carriers(_nodes[0]).ToList();
        Assert.Contains(carriers, block => ForkOf(block) == ForkName.Fulu);
        Assert.Contains(carriers, block => ForkOf(block) == ForkName.Gloas);
        foreach (var carrier in carriers)
        {
            Assert.Equal(ColumnSet.All, _columns[0].IndicesOf(RootOf(carrier)));
            for (var i = 1; i <= Small; i++)
            {
                var sampled = ColumnCustody.Of(_chain.Spec, NodeIdOf(i), FewValidators).Sampled;
                var kept = _columns[i].IndicesOf(RootOf(carrier));

                // Who built it has all of them.
                Assert.True(kept == sampled || kept == ColumnSet.All, $"{_nodes[i].System.Name} keeps {kept} of {sampled}");
            }
        }

        Assert.Equal(128UL, _columns[0].Custody!.GroupCount);
        Assert.Equal((ulong)FewValidators, _columns[1].Custody!.GroupCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABlockWhoseColumnsAreWithheldIsNoHeadOrItsPayloadIsNotBuiltOn(bool isGloas)
    {
        _withholds = static _ => true;
        Start(isGloas);
        var slot = isGloas ? 10 : 50;
        SubmitAt(slot, onlyTo: 1);
        TestNode.RunUntilSlot(_world, slot + 24);
        var carrier = Carriers(_nodes[1]).First();
        var others = _nodes.Where(node => node != _nodes[1]).ToList();
        Assert.All(others, node => Assert.Equal(others[0].Head!.Root, node.Head!.Root));
        foreach (var node in others)
        {
            if (isGloas)
            {
                // The block is one; its payload, which the columns belong to, stays out.
                Assert.DoesNotContain(node.Envelopes, envelope => envelope.Message.BeaconBlockRoot == RootOf(carrier));
            }
            else
            {
                Assert.DoesNotContain(node.Blocks, block => RootOf(block) == RootOf(carrier));
            }

            // No vote for it is in any block that others built.
            Assert.DoesNotContain(
                node.Blocks.Where(block => block.Message.ProposerIndex < 40).SelectMany(static block => block.Message.Body.Attestations),
                attestation => !isGloas && attestation.Data.BeaconBlockRoot == RootOf(carrier));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhereHalfOfTheColumnsAreWithheldTheSupernodeRecoversThem(bool isGloas)
    {
        _withholds = static subnet => subnet >= 64;
        Start(isGloas);
        var slot = isGloas ? 10 : 50;
        SubmitAt(slot, onlyTo: 1);
        TestNode.RunUntilSlot(_world, slot + 16);
        var carrier = Carriers(_nodes[1]).First();
        Assert.All(_nodes, node => Assert.Equal(_nodes[0].Head!.Root, node.Head!.Root));
        Assert.Equal(ColumnSet.All, _columns[0].IndicesOf(RootOf(carrier)));
        for (var i = 2; i <= Small; i++)
        {
            var sampled = ColumnCustody.Of(_chain.Spec, NodeIdOf(i), FewValidators).Sampled;
            Assert.Contains(sampled.ToList(), static column => column >= 64);
            Assert.Equal(sampled, _columns[i].IndicesOf(RootOf(carrier)));
            Assert.Contains(
                _nodes[i].Blocks,
                block => isGloas
                    ? _nodes[i].Envelopes.Any(envelope => envelope.Message.BeaconBlockRoot == RootOf(carrier))
                    : RootOf(block) == RootOf(carrier));
        }

        // What was recovered is what was withheld, byte for byte.
        var (whole, recovered) = (_columns[1].Get(RootOf(carrier), ColumnSet.All), _columns[0].Get(RootOf(carrier), ColumnSet.All));
        Assert.Equal(whole.Select(static column => column.Ssz), recovered.Select(static column => column.Ssz));
    }

    [Fact]
    public void ANodeThatWasStartedAgainServesTheColumnsItKept()
    {
        var store = new InMemoryChainStore();
        Start(gloasFromGenesis: true, thirdStore: store);
        SubmitAt(6);
        TestNode.RunUntilSlot(_world, 12);
        var carrier = Carriers(_nodes[0]).First();
        var kept = _columns[Small].IndicesOf(RootOf(carrier));
        _world.Stop(_nodes[Small].System, TimeSpan.FromSeconds(10));
        TestNode.RunUntilSlot(_world, 14);
        _nodes[Small] = StartNode(Small, store);
        TestNode.RunUntilSlot(_world, 20);

        var answer = Ask(0, new DataColumnSidecarsByRange(carrier.Message.Slot, 1, [.. kept.ToList()]), NameOf(Small));
        Assert.Equal(kept.ToList(), answer.Items.Cast<DataColumnSidecar>().Select(static column => column.Index));
        var byRoot = Ask(
            0,
            new DataColumnSidecarsByRoot(
            [
                new DataColumnsByRootIdentifier { BlockRoot = RootOf(carrier), Columns = [.. ColumnSet.All.ToList()] },
            ]),
            NameOf(Small));
        Assert.Equal(kept.ToList(), byRoot.Items.Cast<DataColumnSidecar>().Select(static column => column.Index));
    }

    [Fact]
    public void ANodeWhoseCustodyGrewFetchesTheColumnsOfTheTimeBefore()
    {
        var store = new InMemoryChainStore();
        Start(gloasFromGenesis: true, thirdStore: store);
        SubmitAt(3);
        SubmitAt(6);
        TestNode.RunUntilSlot(_world, 12);
        var carriers = Carriers(_nodes[0]).ToList();
        Assert.Contains(carriers, carrier => _columns[Small].IndicesOf(RootOf(carrier)).Count < 64);
        Assert.Equal(new StoredCustody(FewValidators, 0), _columns[Small].Custody);

        _world.Stop(_nodes[Small].System, TimeSpan.FromSeconds(10));
        _nodes[Small] = StartNode(Small, store, isSupernode: true);
        var earliest = new List<Slot>();
        _world.Observe<SamplingChanged>(_nodes[Small].System, changed =>
        {
            earliest.Add(changed.EarliestAvailable);
            return null;
        });
        TestNode.RunUntilSlot(_world, 20);
        Assert.All(carriers, carrier => Assert.Equal(ColumnSet.All, _columns[Small].IndicesOf(RootOf(carrier))));
        Assert.Equal(128UL, _columns[Small].Custody!.GroupCount);
        Assert.InRange(_columns[Small].Custody!.CompleteFrom, 0UL, 1UL);
        Assert.Equal(0UL, earliest[^1]);
        Assert.All(_nodes, node => Assert.Equal(_nodes[0].Head!.Root, node.Head!.Root));
    }

    /// <summary>It has none of the columns of fulu and gloas before its checkpoint, and serves them in the end.</summary>
    [Fact]
    public void ANodeThatBeganWithACheckpointFetchesTheColumnsOfTheTimeBefore()
    {
        Start(gloasFromGenesis: false);
        foreach (var slot in (int[])[50, 52, 58, 60])
        {
            SubmitAt(slot);
        }

        TestNode.RunUntilSlot(_world, 64);
        _world.RunFor(TestNode.SlotTime / 2);
        var head = _nodes[0].Head!;
        Assert.Equal(64UL, head.Slot);
        var anchor = new CheckpointAnchor(Anchors.CheckpointOf(head.State), head.Block, head.State);
        var carriers = Carriers(_nodes[0]).Where(block => block.Message.Slot is >= 48 and < 64).ToList();
        Assert.Contains(carriers, block => ForkOf(block) == ForkName.Fulu);
        Assert.Contains(carriers, block => ForkOf(block) == ForkName.Gloas);

        var columns = new InMemorySidecarStore();
        var later = DevnetNode.Start(_world, _network, _chain, new DevnetNodeOptions("small-4", new InMemoryChainStore())
        {
            Checkpoint = anchor,
            Columns = columns,
            Bls = KeyedBls.Shared,
        });
        var earliest = new List<Slot>();
        _world.Observe<SamplingChanged>(later.System, changed =>
        {
            earliest.Add(changed.EarliestAvailable);
            return null;
        });
        TestNode.RunUntilSlot(_world, 76);
        Assert.Equal(_nodes[0].Head!.Root, later.Head!.Root);
        Assert.Equal(65UL, earliest[0]);
        Assert.Equal(0UL, earliest[^1]);
        var custody = ColumnCustody.Of(_chain.Spec, NodeIdOf("small-4"), columns.Custody!.GroupCount).Columns;
        Assert.All(carriers, block => Assert.True(custody.IsSubsetOf(columns.IndicesOf(RootOf(block)))));
        var answer = Ask(0, new DataColumnSidecarsByRange(48, 16, [.. custody.ToList()]), "small-4");
        Assert.Equal(
            carriers.SelectMany(block => custody.ToList().Select(index => (block.Message.Slot, index))).Order(),
            answer.Items.Cast<DataColumnSidecar>().Select(static column => (ColumnRequests.SlotOf(column), column.Index)));
    }

    [Fact]
    public void WhatTheDiskDoesNotTakeIsNotPromised()
    {
        var store = new InMemoryChainStore();
        Start(gloasFromGenesis: true, thirdStore: store);
        SubmitAt(3);
        TestNode.RunUntilSlot(_world, 12);
        var carriers = Carriers(_nodes[0]).ToList();
        Assert.Contains(carriers, carrier => _columns[Small].IndicesOf(RootOf(carrier)).Count < 64);

        _world.Stop(_nodes[Small].System, TimeSpan.FromSeconds(10));
        var disk = new FullDisk(_columns[Small]) { IsFull = true };
        _nodes[Small] = StartNode(Small, store, isSupernode: true, disk);
        var earliest = new List<Slot>();
        _world.Observe<SamplingChanged>(_nodes[Small].System, changed =>
        {
            earliest.Add(changed.EarliestAvailable);
            return null;
        });
        TestNode.RunUntilSlot(_world, 20);
        Assert.All(earliest, slot => Assert.InRange(slot, 12UL, 20UL));
        Assert.InRange(disk.Custody!.CompleteFrom, 12UL, 20UL);

        disk.IsFull = false;
        TestNode.RunUntilSlot(_world, 26);
        Assert.All(carriers, carrier => Assert.Equal(ColumnSet.All, disk.IndicesOf(RootOf(carrier))));
        Assert.Equal(0UL, earliest[^1]);
    }

    /// <summary>Peers are promised what is there: a bit that fell over on disk moves the promise until the column is here again.</summary>
    [Fact]
    public void DamagedColumnsArePromisedNoMoreUntilTheyAreFetchedAgain()
    {
        var store = new InMemoryChainStore();
        Start(gloasFromGenesis: true, thirdStore: store);
        SubmitAt(6);
        TestNode.RunUntilSlot(_world, 12);
        var carrier = Carriers(_nodes[0]).First();
        var kept = _columns[Small].IndicesOf(RootOf(carrier));
        _world.Stop(_nodes[Small].System, TimeSpan.FromSeconds(10));
        var disk = new FullDisk(_columns[Small]);
        _nodes[Small] = StartNode(Small, store, columns: disk);
        var earliest = new List<Slot>();
        _world.Observe<SamplingChanged>(_nodes[Small].System, changed =>
        {
            earliest.Add(changed.EarliestAvailable);
            return null;
        });
        TestNode.RunUntilSlot(_world, 16);
        Assert.Equal(0UL, earliest[^1]);

        disk.Damaged = ColumnSet.Of(kept.ToList().Take(2));
        var answer = Ask(0, new DataColumnSidecarsByRange(carrier.Message.Slot, 1, [.. kept.ToList()]), NameOf(Small));
        Assert.Equal(kept.ToList().Skip(2), answer.Items.Cast<DataColumnSidecar>().Select(static column => column.Index));
        Assert.Equal(carrier.Message.Slot + 1, earliest[^1]);
        var refused = Ask(0, new DataColumnSidecarsByRange(carrier.Message.Slot, 9, [.. kept.ToList()]), NameOf(Small));
        Assert.Equal(PeerResult.ResourceUnavailable, refused.Result);

        TestNode.RunUntilSlot(_world, 20);
        Assert.Equal(kept, disk.IndicesOf(RootOf(carrier)));
        Assert.Equal(0UL, earliest[^1]);
    }

    private static string NameOf(int node) => node == 0 ? "supernode" : $"small-{node}";

    private static UInt256 NodeIdOf(int node) => NodeIdOf(NameOf(node));

    private static UInt256 NodeIdOf(string name) => PeerNodeId.Of(name)!.Value.ToUInt256();

    private static IEnumerable<SignedBeaconBlock> Carriers(DevnetNode node) => node.Blocks.Where(static block =>
    {
        var body = block.Message.Body;
        return (body.SignedExecutionPayloadBid?.Message.BlobKzgCommitments ?? body.BlobKzgCommitments) is { Count: > 0 };
    });

    private void Start(bool gloasFromGenesis, InMemoryChainStore? thirdStore = null)
    {
        _chain = TestNode.ChainFor(_world, gloasFromGenesis);
        for (var i = 0; i <= Small; i++)
        {
            _columns.Add(new InMemorySidecarStore());
            _nodes.Add(StartNode(i, i == Small && thirdStore is not null ? thirdStore : new InMemoryChainStore()));
        }
    }

    private DevnetNode StartNode(int i, IChainStore store, bool isSupernode = false, ISidecarStore? columns = null)
    {
        var validators = 64 - (Small * FewValidators);
        var node = DevnetNode.Start(_world, _network, _chain, new DevnetNodeOptions(NameOf(i), store)
        {
            FirstValidator = i == 0 ? 0 : validators + ((i - 1) * FewValidators),
            Validators = i == 0 ? validators : FewValidators,
            IsSupernode = i == 0 || isSupernode,
            Columns = columns ?? _columns[i],
            Bls = KeyedBls.Shared,
            Connection = connection => i == 1 ? new WithholdingConnection(connection, subnet => _withholds(subnet)) : connection,
        });
        _world.RunQuiet();
        return node;
    }

    private void SubmitAt(int slot, int? onlyTo = null)
    {
        TestNode.RunUntilSlot(_world, slot);
        foreach (var node in _nodes.Where((_, i) => onlyTo is null || i == onlyTo))
        {
            node.Mempool.SubmitBlob(TestBlobs.Create().Blob);
        }
    }

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

    private ForkName ForkOf(SignedBeaconBlock block) => _chain.Spec.ForkAtSlot(block.Message.Slot);

    private Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(_chain.Spec.Ssz(ForkOf(block)));
}
