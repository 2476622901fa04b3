using Consensoor.Actors.Builders;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using static Consensoor.Actors.Scenarios.BuilderBooks;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `builders`: four nodes in gloas, three of them with a builder. The highest bid that can be paid wins: builder 2 while its money lasts,
/// then builder 1, until it keeps a payload to itself and the circuit breaker leaves it out, then builder 0. A fourth builder, which no
/// node has, bids more than it can pay, and never wins.
/// </summary>
public static class BiddingBuilders
{
    // The first slot for which builders bid: they are active once the epoch after that of their deposit is finalized, in slot 32.
    private const long FirstBid = 33;
    private const Gwei Deposit = 1_000_000_000;
    private const string Recipient = "0xfee0000000000000000000000000000000000001";
    private const int Poor = 2;
    private const int Withholding = 1;

    private static readonly Gwei[] Values = [1_000_000, 2_000_000, 50_000_000];

    /// <summary>Describes the scenario; with few epochs it ends before the payload that is kept back in a slot (0: none is).</summary>
    public static Scenario<DevnetNode> Describe(int epochs = 9, long withheld = 52, IBls? bls = null)
    {
        var lasts = epochs * DevnetShape.SlotsPerEpoch;
        DevnetBuilder[] builders =
        [
            // Lower bids leave earlier: after a higher one gossip takes them no more.
            new(100 * Deposit, BidPolicy.Always(Values[0])) { Hocon = "consensoor.builder.bid-at = 8600" },
            new(100 * Deposit, BidPolicy.Always(Values[1]))
            {
                Hocon = $"""
                    consensoor.builder.bid-at = 8800
                    consensoor.faults.enabled = on
                    consensoor.faults.plan = "{(withheld > 0 ? $"withhold-payload slots={withheld}" : "")}"
                    """,
            },
            // Ten bids of its value beside the deposit, and no eleventh.
            new(Deposit + (10 * Values[Poor]), BidPolicy.Always(Values[Poor])),
            new(2 * Deposit, BidPolicy.None),
        ];
        var shape = new DevnetShape(4)
        {
            Builders = builders,
            Bls = bls ?? RememberingBls.Shared,
            Hocon = $"consensoor.validators.fee-recipient = \"{Recipient}\"",
        };
        return Devnet.Scenario("builders", shape, epochs)
            .StrayBids(builder: 3, FirstBid, lasts)
            .Expect(BlockEverySlot, OneHead, AllVotesCount, Finalized(epochs - 3), NoErrors)
            .Expect(PayloadUnless(withheld), HighestWins(withheld).Since(FirstBid + 1))
            .Expect(BooksBalance.Since(1), PaidAsTheSpecSays(static _ => Recipient).AtTheEnd())
            .Expect(WonBy(Poor, 10).AtTheEnd(), WonBy(Withholding, 1).AtTheEnd());
    }

    /// <summary>Every node has the payload of its head at the end of every slot, but of one.</summary>
    private static Expectation<DevnetNode> PayloadUnless(long withheld) =>
        Each("all payloads are there, but the one that is kept back", (run, node) =>
            run.Slot > 0 && node.Head is { } head && (head.PayloadStatus == HeadPayloadStatus.Full) == (run.Slot == withheld)
                ? $"the payload of slot {run.Slot} is {head.PayloadStatus}"
                : null);

    /// <summary>The block of a slot has the highest bid that was told, the one apart whose builder kept a payload back.</summary>
    private static Expectation<DevnetNode> HighestWins(long withheld) =>
        Each("the block takes the highest bid that can be paid", (run, node) =>
        {
            var told = run.Nodes.Values.SelectMany(static other => other.BuilderEvents).OfType<BidTold>()
                .Where(bid => bid.Slot == (Slot)run.Slot)
                .Where(bid => withheld == 0 || run.Slot <= withheld || bid.Builder != Withholding)
                .ToList();
            var taken = node.Head?.Block.Message.Body.SignedExecutionPayloadBid.Message;
            return told.Count == 0 ? "nobody bids"
                : taken is null || taken.Slot != (Slot)run.Slot ? null
                : taken.Value != told.Max(static bid => bid.Value)
                    ? $"the block of slot {run.Slot} takes {taken.Value} Gwei of builder {taken.BuilderIndex}, and "
                        + string.Join(", ", told.Select(static bid => $"builder {bid.Builder} bids {bid.Value}"))
                : null;
        });

    private static Expectation<DevnetNode> WonBy(int builder, int atLeast) =>
        Each($"builder {builder} wins {atLeast} slots at least", (_, node) =>
            Promised(node).Count(bid => bid.BuilderIndex == (BuilderIndex)builder) is var won && won >= atLeast ? null : $"it won {won}");
}
