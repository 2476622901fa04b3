using Consensoor.Actors.Builders;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Messages;
using static Consensoor.Actors.Scenarios.BuilderBooks;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `bid-faults`: three builders of which two do wrong on purpose, each time another way. Of two bids of a builder honest nodes take the
/// first; one that cannot be paid they pass over; who keeps a payload back, shows it late or shows another one is left out by the circuit
/// breaker for its window, and pays all the same; a payload that half of the peers were shown comes to all.
/// </summary>
public static class WrongBids
{
    private const int Epochs = 10, Last = (Epochs * DevnetShape.SlotsPerEpoch) - 1, Window = 8;
    private const Gwei Deposit = 1_000_000_000;

    // Builders bid from slot 33 on. A window after a payload that was left out all is as it was before.
    private const int DoubledFrom = 35, DoubledTo = 37, Unpayable = 39, BothUnpayable = 41;
    private const int Late = 43, Withheld = 46, ToHalf = 57, Wrong = 59;

    private static readonly Gwei[] Values = [1_000_000, 2_000_000, 3_000_000];

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe()
    {
        var shape = new DevnetShape(Nodes: 4)
        {
            Bls = KeyedBls.Shared,
            Builders =
            [
                // Lower bids leave earlier: after a higher one gossip takes them no more.
                Builder(0, 8600),
                Builder(1, 8800, $"unpayable-bid slots={BothUnpayable}", $"withhold-payload slots={Withheld}"),
                Builder(
                    2,
                    9000,
                    $"double-bid slots={DoubledFrom}-{DoubledTo}",
                    $"unpayable-bid slots={Unpayable},{BothUnpayable}",
                    $"reveal-late slots={Late}",
                    $"reveal-to-half slots={ToHalf}",
                    $"wrong-withdrawals slots={Wrong}"),
                new(2 * Deposit, BidPolicy.None) { Hocon = $"consensoor.validators.fee-recipient = \"{RecipientOf(3)}\"" },
            ],
            Hocon = $"""
                consensoor.simulation.wire = libp2p
                consensoor.production.bids.window = {Window}
                """,
        };
        var scenario = Devnet.Scenario("bid-faults", shape, Epochs)
            .Expect(BlockEverySlot, OneHead, Finalized(Epochs - 4), NoErrors)
            .Expect(BooksBalance.Since(1), PaidAsTheSpecSays(RecipientOf).AtTheEnd())
            .Expect(Taken.Since(DoubledFrom - 1));
        foreach (var (kind, node) in Planned)
        {
            scenario.ExpectBy(Last, $"{kind} is done by {node}", run =>
                run.Nodes[node].Faults.Any(fault => fault.Kind == kind) ? null : "it was not");
        }

        foreach (var slot in (int[])[Withheld, Late, Wrong])
        {
            scenario.ExpectAt(slot + 1, $"the payload of slot {slot} is built upon by nobody", run => OfAny(run, node =>
                node.Blocks.Any(block => block.Message.Slot > (Slot)slot && IsOnPayloadOf(node, block.Message, (Slot)slot))));
        }

        return scenario
            .ExpectBy(Late + 2, "a payload that is late is taken in", static run => OfAny(run, node => !HasPayload(node, Late)))
            .ExpectAt(ToHalf, "a payload that half of the nodes was shown comes to all", static run => OfAny(
                run, node => !HasPayload(node, ToHalf)))
            .ExpectAt(Withheld + 2, "a payload that is withheld is nowhere", static run => OfAny(run, node => HasPayload(node, Withheld)))
            .ExpectAt(Wrong + 2, "another payload than the one promised is taken by nobody", static run => OfAny(
                run, node => HasPayload(node, Wrong)))
            .ExpectAt(BothUnpayable + 1, "nobody minds a second bid, nor one that cannot be paid", static run =>
                run.Nodes.Values.Any(static node => node.Scores.Values.Any(static score => score < 0)) ? "somebody has a score below zero"
                    : null);
    }

    /// <summary>What is expected of the block of a slot: the value it takes, and of which builder.</summary>
    public static (int Builder, Gwei Value) ExpectedIn(long slot)
    {
        var isOut = (int at) => slot > at && slot <= at + Window;
        var builder = slot == BothUnpayable ? 0
            : slot == Unpayable || isOut(Late) || isOut(Wrong) ? isOut(Withheld) ? 0 : 1
            : 2;
        return (builder, Values[builder]);
    }

    private static (FaultKind Kind, string Node)[] Planned { get; } =
    [
        (FaultKind.DoubleBid, "node-2"), (FaultKind.UnpayableBid, "node-2"), (FaultKind.UnpayableBid, "node-1"),
        (FaultKind.WithholdPayload, "node-1"), (FaultKind.RevealLate, "node-2"), (FaultKind.RevealToHalf, "node-2"),
        (FaultKind.WrongWithdrawals, "node-2"),
    ];

    /// <summary>
    /// The block of every slot has the first bid of the highest builder that can pay and has left no payload out in the window.
    /// </summary>
    private static Expectation<DevnetNode> Taken { get; } = Each(
        "the block takes the highest bid that honest nodes may take", static (run, node) =>
    {
        var bid = Promised(node).FirstOrDefault(bid => bid.Slot == (Slot)run.Slot);
        var (builder, value) = ExpectedIn(run.Slot);
        return bid is null ? $"the block of slot {run.Slot} takes no bid"
            : bid.BuilderIndex != (BuilderIndex)builder || bid.Value != value
                ? $"the block of slot {run.Slot} takes {bid.Value} Gwei of builder {bid.BuilderIndex}, and not {value} of {builder}"
            : null;
    });

    private static DevnetBuilder Builder(int number, int bidAt, params string[] plan) => new(
        100 * Deposit, BidPolicy.Always(Values[number]))
    {
        Hocon = $"""
            consensoor.builder.bid-at = {bidAt}
            consensoor.validators.fee-recipient = "{RecipientOf(number)}"
            consensoor.faults.enabled = {(plan.Length > 0 ? "on" : "off")}
            consensoor.faults.plan = "{string.Join("; ", plan)}"
            """,
    };

    private static string RecipientOf(int node) => $"0xfee000000000000000000000000000000000000{node + 1}";

    private static bool HasPayload(DevnetNode node, Slot slot) =>
        node.Envelopes.Any(envelope => envelope.Message.Payload.SlotNumber == slot);

    private static bool IsOnPayloadOf(DevnetNode node, Spec.Containers.BeaconBlock block, Slot slot) => Promised(node).Any(bid =>
        bid.Slot == slot && block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == bid.BlockHash);

    private static string? OfAny(ScenarioRun<DevnetNode> run, Func<DevnetNode, bool> isWrong) =>
        run.Nodes.Where(node => isWrong(node.Value)).Select(static node => node.Key).ToArray()
            is { Length: > 0 } names ? $"not so at {string.Join(", ", names)}"
            : null;
}
