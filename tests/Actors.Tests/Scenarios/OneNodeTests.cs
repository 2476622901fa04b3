using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>One node with all validators: every duty is done, every block is there, every payload is delivered.</summary>
public class OneNodeTests
{
    [Fact]
    public void InGloasEverySlotHasABlockWithItsPayload()
    {
        var result = Describe("one-node", gloasFromGenesis: true, epochs: 3).Run(7);
        Assert.True(result.Held, result.ToString());
    }

    [Fact]
    public void TheChainRunsThroughEveryFork()
    {
        var scenario = Describe("every-fork", gloasFromGenesis: false, epochs: 8);
        var (blob, _) = TestBlobs.Create();
        int[] carriers = [34, 42, 50, 58];
        foreach (var slot in carriers)
        {
            // Deneb, electra, fulu, gloas: in time for the payload of the next slot.
            scenario.At(slot - 1, "a blob", run => run.Nodes["node-0"].Mempool.SubmitBlob(blob), TimeSpan.FromSeconds(1));
            scenario.ExpectAt(
                slot,
                "the block carries the blob",
                static run => OfNode(run, static node => Commitments(node) == 1 ? null : $"{Commitments(node)} blobs"));
        }

        var result = scenario.Run(7);
        Assert.True(result.Held, result.ToString());
    }

    private static Scenario<DevnetNode> Describe(string name, bool gloasFromGenesis, int epochs) => Devnet
        .Scenario(name, new DevnetShape(Nodes: 1) { GloasFromGenesis = gloasFromGenesis }, epochs)
        .Expect(BlockEverySlot, DutiesAreDone, NoErrors)
        .Expect(new Expectation<DevnetNode>("the block is head, with its payload", static run => OfNode(run, node => node.Head is { } head
            && head.Slot == (Slot)run.Slot
            && head.PayloadStatus == (head.State.ForkName < ForkName.Bellatrix ? HeadPayloadStatus.None : HeadPayloadStatus.Full)
                ? null
                : $"head {node.Head?.Slot} {node.Head?.PayloadStatus}")))
        .Expect(new Expectation<DevnetNode>("all who could attest did", static run => OfNode(run, Absent)).Since(17));

    private static int Commitments(DevnetNode node) => node.Head?.Block.Message.Body is not { } body ? 0
        : body.SignedExecutionPayloadBid is { } bid ? bid.Message.BlobKzgCommitments.Count
        : body.BlobKzgCommitments.Count;

    private static string? OfNode(ScenarioRun<DevnetNode> run, Func<DevnetNode, string?> whyNot)
    {
        foreach (var node in run.Nodes.Values)
        {
            if (whyNot(node) is { } reason)
            {
                return $"{reason} in slot {run.Slot}";
            }
        }

        return null;
    }

    // Timely source, target and head: all three flags of every validator, in the epoch that has ended.
    private static string? Absent(DevnetNode node)
    {
        if (node.Head is not { State: { ForkName: >= ForkName.Altair } state } || state.Slot % 8 != 7)
        {
            return null;
        }

        // The last attestations before electra have a form that no electra block can carry.
        if (state.Slot / 8 == state.Config.ElectraForkEpoch && state.Slot / 8 > 0)
        {
            return null;
        }

        var absent = Enumerable.Range(0, state.PreviousEpochParticipation.Count)
            .Where(index => state.PreviousEpochParticipation[index] != 7)
            .ToArray();
        return absent.Length == 0
            ? null
            : $"validators without all "
                + $"flags: {string.Join(", ", absent.Take(8).Select(index => $"{index} ({state.PreviousEpochParticipation[index]})"))}";
    }
}
