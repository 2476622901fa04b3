using System.Globalization;
using System.Numerics;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Production;

/// <summary>
/// What a block takes: a builder's bid, or null for a payload of one's own; why, what was weighed (best first), and what would have changed
/// it.
/// </summary>
internal sealed record BidChoice(
    SignedExecutionPayloadBid? Bid, string Reason, IReadOnlyList<WeighedBid> Weighed, IReadOnlyList<string> Otherwise)
{
    /// <summary>Why no payload of a builder is taken where the execution layer advises against them.</summary>
    public const string Overridden =
        "the execution layer advises against payloads of builders (shouldOverrideBuilder): transactions seem to be censored";

    /// <summary>What would have changed that.</summary>
    public const string NotOverridden = "an execution layer that does not advise against builders";

    /// <summary>The URL of the builder that was asked for the bid; null for one of gossip, and where none is taken.</summary>
    public string? BuilderUrl { get; private init; }

    /// <summary>What the bid counts for in Gwei; null where none is taken.</summary>
    public UInt128? Total { get; private init; }

    /// <summary>
    /// Chooses by value among bids and a payload of one's own (its value in wei, null where there is none): the bid of those that may be
    /// taken whose value, and what of its execution payment counts, times the boost factor of its builder is highest, where that is above
    /// the own value times 100; a tie is for the own payload, and so is all where the execution layer advises against builders
    /// (<paramref name="isOverriding"/>). Bids that a draft was refused with are out, by their block hashes, and those that pay somebody
    /// else than the proposer wants: what it told builders (`proposer_preferences`) may be older than what is said of it now.
    /// </summary>
    public static BidChoice Of(
        IReadOnlyList<OfferedBid> offered,
        UInt256? local,
        BidRules rules,
        MissingPayloads missing,
        IReadOnlyDictionary<Hash32, string> refusedDrafts,
        bool isOverriding = false)
    {
        var sorted = offered
            .OrderByDescending(offer => (BigInteger)TotalOf(offer) * BoostOf(offer, rules))
            .ThenByDescending(static offer => TotalOf(offer))
            .ThenBy(static offer => offer.Bid.Message.BuilderIndex)
            .ThenBy(static offer => offer.Bid.Message.BlockHash)
            .ToList();
        var weighed = sorted.ConvertAll(offer => Weigh(offer, rules, missing, refusedDrafts));
        var isBelow = sorted.Exists(offer => TotalOf(offer) < MinBidOf(offer, rules));
        var at = weighed.FindIndex(static bid => bid.Refused is null);
        if (at < 0)
        {
            var why = weighed.Count == 0 ? "no builder bids for this slot and parent" : "no bid may be taken";
            return new BidChoice(null, why, weighed, Missed(weighed, local, rules, missing, isBelow));
        }

        var best = sorted[at];
        var choice = local is not { } own
            ? new BidChoice(best.Bid, "there is no payload of our own", weighed, ["a payload of our own"])
            : isOverriding ? new BidChoice(null, Overridden, weighed, [NotOverridden])
            : Compare(best, own, rules, weighed, missing, isBelow);
        return choice.Bid is null ? choice : choice with { BuilderUrl = best.Builder?.Url, Total = TotalOf(best) };
    }

    private static UInt128 TotalOf(OfferedBid offer)
    {
        var bid = offer.Bid.Message;
        return bid.Value + (UInt128)Math.Min(bid.ExecutionPayment, offer.Builder?.MaxExecutionPayment ?? 0);
    }

    private static ulong BoostOf(OfferedBid offer, BidRules rules) => offer.Builder?.BoostFactor ?? rules.BoostFactor;

    private static Gwei MinBidOf(OfferedBid offer, BidRules rules) => offer.Builder?.MinBid ?? rules.MinBid;

    private static WeighedBid Weigh(
        OfferedBid offer, BidRules rules, MissingPayloads missing, IReadOnlyDictionary<Hash32, string> refusedDrafts)
    {
        var bid = offer.Bid.Message;
        var (total, least) = (TotalOf(offer), MinBidOf(offer, rules));
        var (missed, isLeavingOut) = (missing.Of(bid.BuilderIndex), rules.IsLeavingOut(bid));
        var refused = !rules.IsEnabled ? "no bids are taken for this proposer (builder.enabled)"
            : offer.Refusal is { } refusal ? $"it does not hold: {refusal}"
            : refusedDrafts.TryGetValue(bid.BlockHash, out var draft) ? $"the draft with it was refused: {draft}"
            : rules.FeeRecipient is { } payee && bid.FeeRecipient != payee
                ? $"it pays {bid.FeeRecipient}, and the proposer wants {payee} paid"
            : isLeavingOut ? "it leaves out inclusion lists that are known here"
            : total < least ? $"{Text(total)} Gwei are below the minimum of {Text(least)}"
            : missing.Count >= rules.MaxMissing
                ? $"circuit breaker: builders left out {missing.Count} payloads in the last {missing.Window} slots"
            : missed >= rules.MaxMissingOfBuilder
                ? $"circuit breaker: its builder left out {missed} payloads in the last {missing.Window} slots"
            : null;
        return new WeighedBid(bid.BuilderIndex, bid.Value, bid.BlockHash, missed, refused)
        {
            FeeRecipient = bid.FeeRecipient,
            LeavesOutLists = isLeavingOut,
            Total = total,
            Url = offer.Builder?.Url,
        };
    }

    private static BidChoice Compare(
        OfferedBid best, UInt256 own, BidRules rules, IReadOnlyList<WeighedBid> weighed, MissingPayloads missing, bool isBelow)
    {
        BigInteger local = own;
        var (total, factor) = (TotalOf(best), BoostOf(best, rules));
        var wei = (BigInteger)total * Wei.PerGwei;
        var values = $"{Text(total)} Gwei at {Text(factor)} % against {Text(local)} wei of our own payload";
        if (wei * factor > local * 100)
        {
            var boost = wei.IsZero ? BigInteger.Zero : local * 100 / wei;
            return new BidChoice(best.Bid, $"the highest bid is worth more: {values}", weighed,
            [
                $"a payload of our own worth {Text(wei * factor / 100)} wei",
                $"a boost factor of at most {Text(boost)} %",
            ]);
        }

        var otherwise = Missed(weighed, own, rules, missing, isBelow).ToList();
        if (factor == 0)
        {
            otherwise.Add("a boost factor above 0 %, which prefers the own payload to all bids");
        }
        else
        {
            otherwise.Add($"a bid above {Text(local * 100 / factor / Wei.PerGwei)} Gwei");
            if (!wei.IsZero)
            {
                otherwise.Add($"a boost factor above {Text(local * 100 / wei)} %");
            }
        }

        return new BidChoice(null, $"our own payload is worth as much at least: {values}", weighed, otherwise);
    }

    /// <summary>Says of what was refused what would have let it be taken.</summary>
    private static IReadOnlyList<string> Missed(
        IReadOnlyList<WeighedBid> weighed, UInt256? local, BidRules rules, MissingPayloads missing, bool isBelow)
    {
        var otherwise = new List<string>();
        if (weighed.Count == 0)
        {
            otherwise.Add("a bid");
        }
        else if (!rules.IsEnabled)
        {
            otherwise.Add("bids allowed for this proposer (builder.enabled)");
        }

        if (isBelow)
        {
            otherwise.Add($"a minimum bid of at most {Text(weighed.Max(static bid => bid.Total))} Gwei");
        }

        if (rules.FeeRecipient is { } payee && weighed.Any(bid => bid.FeeRecipient != payee))
        {
            otherwise.Add($"a bid that pays {payee}");
        }

        if (weighed.Any(static bid => bid.LeavesOutLists))
        {
            otherwise.Add("a bid that names all inclusion lists that are known here");
        }

        if (weighed.Count > 0 && missing.Count >= rules.MaxMissing)
        {
            otherwise.Add($"fewer than {rules.MaxMissing} missing payloads of builders in the last {missing.Window} slots");
        }
        else if (weighed.Any(bid => bid.Missing >= rules.MaxMissingOfBuilder))
        {
            otherwise.Add($"fewer than {rules.MaxMissingOfBuilder} missing payloads of a builder in the last {missing.Window} slots");
        }

        if (weighed.Count > 0 && otherwise.Count == 0 && weighed.All(static bid => bid.Refused is not null))
        {
            otherwise.Add("a bid that the transition takes");
        }

        if (local is null)
        {
            otherwise.Add("nothing else: there is no payload of our own either");
        }

        return otherwise;
    }

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
