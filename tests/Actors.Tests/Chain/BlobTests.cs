using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// Blobs on their whole road: execution layer, proposer or builder, columns on gossip, KZG, availability at another node.
/// </summary>
public sealed class BlobTests
{
    [Fact]
    public void BothNodesImportBlocksWithBlobsInFuluAndGloas()
    {
        using var world = SimulatedWorld.Create(3);
        var network = new SimulatedNetwork(world);
        var chain = TestNode.ChainFor(world, gloasFromGenesis: false);
        DevnetNode[] nodes = [.. Enumerable.Range(0, 2)
            .Select(index => TestNode.Start(world, network, chain, $"node-{index}", new InMemoryChainStore(), index * 32, 32))];
        foreach (var slot in (int[])[50, 60])
        {
            TestNode.RunUntilSlot(world, slot);
            foreach (var node in nodes)
            {
                node.Mempool.SubmitBlob(TestBlobs.Create().Blob);
            }
        }

        TestNode.RunUntilSlot(world, 68);
        Assert.Equal(nodes[0].Head!.Root, nodes[1].Head!.Root);
        Assert.Equal(68UL, nodes[0].Head!.Slot);
        foreach (var node in nodes)
        {
            Assert.Contains(
                node.Blocks,
                block => chain.Spec.ForkAtSlot(block.Message.Slot) == ForkName.Fulu && block.Message.Body.BlobKzgCommitments.Count > 0);
            var carriers = node.Blocks
                .Where(static block => block.Message.Body.SignedExecutionPayloadBid?.Message.BlobKzgCommitments.Count > 0)
                .ToArray();
            Assert.NotEmpty(carriers);
            Assert.All(carriers, carrier => Assert.Contains(node.Envelopes, envelope => BuiltBy(envelope, carrier)));
        }
    }

    private static bool BuiltBy(SignedExecutionPayloadEnvelope envelope, SignedBeaconBlock block) =>
        envelope.Message.Payload.BlockHash == block.Message.Body.SignedExecutionPayloadBid.Message.BlockHash;
}
