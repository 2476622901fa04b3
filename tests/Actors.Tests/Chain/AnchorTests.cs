using System.Buffers.Binary;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// What a node begins with has one identity, derived once: the checkpoint as it was stored, the block as the state's header gives it.
/// </summary>
public sealed class AnchorTests
{
    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(2);

    [Fact]
    public void ACheckpointWhoseEpochBeganWithoutABlockIsTheSameAfterARestart()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "chain.db");
        File.WriteAllBytes(file, TestData.Read("restart-skipped-checkpoint.chain.db"));
        using var store = LiteDbChainStore.Open(file);
        var anchor = store.Anchor!;
        var last = store.BlocksAfter(anchor.Slot, int.MaxValue).Blocks[^1];
        Assert.True(anchor.Slot < anchor.Epoch * 8, $"the checkpoint of epoch {anchor.Epoch} is in slot {anchor.Slot}");

        var genesis = DateTimeOffset.FromUnixTimeSeconds((long)BinaryPrimitives.ReadUInt64LittleEndian(anchor.StateSsz));
        using var world = SimulatedWorld.Create(3, genesis + (SlotTime * (last.Slot + 1)));
        var chain = DevnetWorld.Create(64, SlotTime, genesis, gloasFromGenesis: false);
        var node = TestNode.Start(world, new SimulatedNetwork(world), chain, "node", store, 0, 64);
        // A proposer here may have built on it already.
        Assert.Contains(last.Root, (Root?[])[node.Head?.Root, node.Head?.Block.Message.ParentRoot]);
        world.RunFor(SlotTime * 24.5);
        Assert.Equal(last.Slot + 25, node.Head!.Slot);
        Assert.Contains(node.Blocks, block => block.Message.ParentRoot == last.Root);
        Assert.True(node.Finalized?.Epoch > anchor.Epoch, $"finalized is {node.Finalized?.Epoch}");
    }

    [Fact]
    public void AGenesisBlockIsWhatTheHeaderOfItsStateSays()
    {
        var bytes = TestData.Read("gloas-genesis-eth-beacon-genesis-form.ssz");
        using var world = SimulatedWorld.Create(3);
        var chain = TestNode.ChainFor(world);
        Assert.True(BeaconState.TryDecode(bytes, chain.Spec.Ssz(ForkName.Gloas), out var state, out _));
        var genesis = NodeStore.GenesisOf(state);
        Assert.Equal(genesis.BlockRoot, genesis.Block.Message.HashTreeRoot(state.Ssz));
        Assert.Equal(state.LatestBlockHeader.BodyRoot, genesis.Block.Message.Body.HashTreeRoot(state.Ssz));

        var store = NodeStore.WithGenesis(new InMemoryChainStore(), genesis);
        Assert.Equal(genesis.BlockRoot, store.Anchor!.BlockRoot);
    }

    [Fact]
    public async Task GenesisIsAnsweredWithoutTheChainWhichForgetsItAtFinality()
    {
        using var world = SimulatedWorld.Create(3);
        var genesis = NodeStore.GenesisOf(TestNode.ChainFor(world).Genesis);
        var reader = new ChainReader(new LatestView(), ActorRefs.Nobody, ActorRefs.Nobody, genesis);
        foreach (var id in (string[])["genesis", "0", $"{genesis.BlockRoot}"])
        {
            var lookup = await reader.Block(ApiId.Parse(id)!);
            Assert.Equal((genesis.BlockRoot, genesis.Block, true), (lookup!.Root, lookup.Block, lookup.IsFinalized));
        }

        foreach (var id in (string[])["genesis", "0", $"{genesis.State.HashTreeRoot()}"])
        {
            Assert.Same(genesis.State, (await reader.State(ApiId.Parse(id)!))!.Value.State);
        }
    }

    [Fact]
    public void AStateAheadOfItsHeaderIsNoGenesis()
    {
        using var world = SimulatedWorld.Create(3);
        var ahead = TestNode.ChainFor(world).Genesis.Copy();
        ahead.Slot = 1;
        Assert.Contains(
            "ahead of its latest block",
            Assert.Throws<NodeStartException>(() => NodeStore.GenesisOf(ahead)).Message,
            StringComparison.Ordinal);
        var other = TestNode.ChainFor(world).Genesis.Copy();
        other.LatestBlockHeader = other.LatestBlockHeader with { BodyRoot = other.GenesisValidatorsRoot };
        Assert.Contains(
            "no genesis block's", Assert.Throws<NodeStartException>(() => NodeStore.GenesisOf(other)).Message, StringComparison.Ordinal);
    }
}
