using System.Buffers.Binary;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>
/// From gloas into heze: what waits at the execution layer of one node comes into payloads of the other, which has never seen it, by the
/// inclusion lists of committee members alone.
/// </summary>
public class HezeScenarioTests
{
    private const string Lister = "node-0";

    [Fact]
    public void WhatOneNodeListsTheOtherIncludes() => Run(heze: 2, epochs: 5, []);

    /// <summary>Builders are active from slot 32 on.</summary>
    [Fact]
    public void BidsAnswerInclusionLists() =>
        Run(heze: 5, epochs: 8, [new(64_000_000_000, BidPolicy.Always(1_000_000)), new(64_000_000_000, BidPolicy.Always(2_000_000))]);

    private static void Run(Epoch heze, int epochs, IReadOnlyList<DevnetBuilder> builders)
    {
        var shape = new DevnetShape(Nodes: 2) { HezeForkEpoch = heze, Builders = builders };
        var (first, end) = ((int)heze * DevnetShape.SlotsPerEpoch, (epochs * DevnetShape.SlotsPerEpoch) - 4);
        var scenario = Devnet.Scenario("heze", shape, epochs)
            .Expect(BlockEverySlot, OneHead, DutiesAreDone, NoErrors, AllVotesCount, Finalized(epochs - 3));
        for (var slot = first; slot < end; slot++)
        {
            var transaction = Transaction(slot);
            scenario.At(
                slot,
                "a transaction",
                run => Assert.True(run.Nodes[Lister].Mempool.SubmitTransaction(transaction)),
                TimeSpan.FromSeconds(5));
        }

        var result = scenario.ExpectAt(end + 3, "transactions are included", run => WhyNot(run, shape, first, end)).Run(7);
        Assert.True(result.Held, result.ToString());
    }

    private static string? WhyNot(ScenarioRun<DevnetNode> run, DevnetShape shape, int first, int end)
    {
        var node = run.Nodes["node-1"];
        var proposers = node.Blocks.ToDictionary(static block => block.Message.Slot, static block => block.Message);
        var (byOther, byBuilders) = (0, 0);
        for (var slot = first; slot < end; slot++)
        {
            var transaction = Transaction(slot);
            var carriers = node.Envelopes.Where(envelope => envelope.Message.Payload.Transactions.Contains(transaction)).ToArray();
            if (carriers.Length != 1)
            {
                return $"{carriers.Length} payloads have the transaction of slot {slot}";
            }

            var (carrier, block) = (carriers[0].Message, proposers[carriers[0].Message.Payload.SlotNumber]);
            if (carrier.Payload.SlotNumber > (Slot)slot + 2)
            {
                return $"the transaction of slot {slot} came in slot {carrier.Payload.SlotNumber}";
            }

            byOther += shape.NodeOf((int)block.ProposerIndex) == 1 ? 1 : 0;
            byBuilders += carrier.BuilderIndex == Constants.BuilderIndexSelfBuild ? 0 : 1;
        }

        var listed = run.Nodes[Lister].Duties.Count(static duty => duty is { Kind: DutyKind.InclusionList, IsDone: true });
        return byOther < 3 ? $"{byOther} are in payloads of who did not know them"
            : listed == 0 ? "no list was published"
            : shape.Builders.Count > 0 && byBuilders < 3 ? $"{byBuilders} are in payloads of builders"
            : null;
    }

    // A transaction of type 2, which nobody executes here.
    private static ByteList Transaction(int slot)
    {
        var bytes = new byte[9];
        bytes[0] = 2;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), slot);
        return ByteList.Adopt(bytes);
    }
}
