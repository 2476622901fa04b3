using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// What builders have, owe and paid, to the Gwei, against what the bids in the blocks of a chain come to (`gloas/beacon-chain.md`): a bid
/// is owed from its block on, and paid by a withdrawal to its fee recipient, whether its payload is there or was left out.
/// </summary>
internal static class BuilderBooks
{
    /// <summary>What a builder had is what it has and what its bids in blocks come to, less what it still owes of them.</summary>
    public static Expectation<DevnetNode> BooksBalance { get; } = Each(
        "what builders promised they have paid or owe", static (run, node) =>
    {
        if (node.Head is not { } head)
        {
            return null;
        }

        foreach (var (builder, index) in Devnet.Of(run).Shape.Builders.Select(static (builder, index) => (builder, (BuilderIndex)index)))
        {
            var promised = Sum(Promised(node).Where(bid => bid.BuilderIndex == index).Select(static bid => bid.Value));
            var owed = Accessors.GetPendingBalanceToWithdrawForBuilder(head.State, index);
            var balance = head.State.Builders[index].Balance;
            if (builder.Balance != balance + promised - owed)
            {
                return $"builder {index} had {builder.Balance} Gwei, promised {promised}, owes {owed} and has {balance}";
            }
        }

        return null;
    });

    /// <summary>
    /// The withdrawals in payloads are what builders have less, and each proposer's address got what its blocks' bids come to, but for what
    /// is owed to it still. To be asked where the payload of the head is there.
    /// </summary>
    /// <param name="recipientOf">The address that a node's proposers want paid.</param>
    public static Expectation<DevnetNode> PaidAsTheSpecSays(Func<int, string> recipientOf) => Each(
        "payments leave the balances and come to the proposers' addresses by withdrawals", (run, node) =>
    {
        var (shape, state) = (Devnet.Of(run).Shape, node.Head!.State);

        // The withdrawals of a payload that nobody built upon are in the next one as well.
        var built = node.Blocks.Select(static signed => BidOf(signed.Message).ParentBlockHash)
            .Append(BidOf(node.Head.Block.Message).BlockHash).ToHashSet();
        var paid = node.Envelopes.DistinctBy(static envelope => envelope.Message.BeaconBlockRoot)
            .Where(envelope => built.Contains(envelope.Message.Payload.BlockHash))
            .SelectMany(static envelope => envelope.Message.Payload.Withdrawals)
            .Where(static withdrawal => Spec.Transition.Helpers.Predicates.IsBuilderIndex(withdrawal.ValidatorIndex))
            .ToLookup(static withdrawal => withdrawal.Address, static withdrawal => withdrawal.Amount);
        foreach (var block in node.Blocks.Select(static signed => signed.Message).Where(static block => IsOfBuilder(BidOf(block))))
        {
            var wanted = recipientOf(shape.NodeOf((int)block.ProposerIndex));
            if (BidOf(block).FeeRecipient.ToString() != wanted)
            {
                return $"the block of slot {block.Slot} pays {BidOf(block).FeeRecipient}, and its proposer wants {wanted} paid";
            }
        }

        var spent = Sum(shape.Builders.Select((builder, index) => builder.Balance - state.Builders[index].Balance));
        var sum = Sum(paid.SelectMany(static amounts => amounts));
        if (sum == 0 || sum != spent)
        {
            return sum == 0 ? "nothing was paid" : $"payloads pay {sum} Gwei, and builders have {spent} less";
        }

        var owed = state.BuilderPendingPayments.Select(static payment => payment.Withdrawal).Concat(state.BuilderPendingWithdrawals)
            .ToLookup(static withdrawal => withdrawal.FeeRecipient, static withdrawal => withdrawal.Amount);
        foreach (var bids in Promised(node).GroupBy(static bid => bid.FeeRecipient, static bid => bid.Value))
        {
            var (promised, got, waits) = (Sum(bids), Sum(paid[bids.Key]), Sum(owed[bids.Key]));
            if (promised != got + waits)
            {
                return $"{bids.Key} was promised {promised} Gwei, got {got}, and {waits} are owed to it";
            }
        }

        var stranger = paid.FirstOrDefault(amounts => Promised(node).All(bid => bid.FeeRecipient != amounts.Key));
        return stranger is null ? null : $"{Sum(stranger)} Gwei were paid to {stranger.Key}, to whom no bid promised any";
    });

    /// <summary>The bids of builders in the blocks that a node imported.</summary>
    public static IEnumerable<ExecutionPayloadBid> Promised(DevnetNode node) =>
        node.Blocks.Select(static block => BidOf(block.Message)).Where(IsOfBuilder);

    /// <summary>Expects something of each node, of the first that it does not hold of the reason is told.</summary>
    public static Expectation<DevnetNode> Each(string text, Func<ScenarioRun<DevnetNode>, DevnetNode, string?> whyNot) => new(text, run =>
        run.Nodes.Select(node => whyNot(run, node.Value) is { } why ? $"{node.Key}: {why}" : null)
            .FirstOrDefault(static why => why is not null));

    private static ExecutionPayloadBid BidOf(BeaconBlock block) => block.Body.SignedExecutionPayloadBid.Message;

    private static bool IsOfBuilder(ExecutionPayloadBid bid) => bid.BuilderIndex != Spec.Constants.BuilderIndexSelfBuild;

    private static Gwei Sum(IEnumerable<Gwei> amounts) => amounts.Aggregate(0UL, static (sum, amount) => sum + amount);
}
