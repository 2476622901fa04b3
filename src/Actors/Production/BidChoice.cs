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
    private const ulong WeiPerGwei = 1_000_000_000;

    /// <summary>
    /// Chooses by value among bids and a payload of one's own (its value in wei, null where there is none): the highest bid that may be
    /// taken, where its value times the boost factor is above the own value times 100; a tie is for the own payload. Bids that a draft was
    /// refused with are out, by their block hashes, and those that pay somebody else than the proposer wants: what it told builders
    /// (`proposer_preferences`) may be older than what is said of it now.
    /// </summary>
    public static BidChoice Of(
        IReadOnlyList<OfferedBid> offered,
        UInt256? local,
        BidRules rules,
        MissingPayloads missing,
        IReadOnlyDictionary<Hash32, string> refusedDrafts)
    {
        var sorted = offered
            .OrderByDescending(static offer => offer.Bid.Message.Value)
            .ThenBy(static offer => offer.Bid.Message.BuilderIndex)
            .ThenBy(static offer => offer.Bid.Message.BlockHash)
            .ToList();
        var weighed = sorted.ConvertAll(offer => Weigh(offer, rules, missing, refusedDrafts));
        var at = weighed.FindIndex(static bid => bid.Refused is null);
        if (at < 0)
        {
            var why = weighed.Count == 0 ? "no builder bids for this slot and parent" : "no bid may be taken";
            return new BidChoice(null, why, weighed, Missed(weighed, local, rules, missing));
        }

        var best = sorted[at].Bid;
        return local is not { } own
            ? new BidChoice(best, "there is no payload of our own", weighed, ["a payload of our own"])
            : Compare(best, own, rules, weighed, missing);
    }

    private static WeighedBid Weigh(
        OfferedBid offer, BidRules rules, MissingPayloads missing, IReadOnlyDictionary<Hash32, string> refusedDrafts)
    {
        var bid = offer.Bid.Message;
        var missed = missing.Of(bid.BuilderIndex);
        var refused = !rules.IsEnabled ? "no bids are taken for this proposer (builder.enabled)"
            : offer.Refusal is { } refusal ? $"the transition refuses it: {refusal}"
            : refusedDrafts.TryGetValue(bid.BlockHash, out var draft) ? $"the draft with it was refused: {draft}"
            : rules.FeeRecipient is { } payee && bid.FeeRecipient != payee
                ? $"it pays {bid.FeeRecipient}, and the proposer wants {payee} paid"
            : bid.Value < rules.MinBid ? $"{Text(bid.Value)} Gwei are below the minimum of {Text(rules.MinBid)}"
            : missing.Count >= rules.MaxMissing
                ? $"circuit breaker: builders left out {missing.Count} payloads in the last {missing.Window} slots"
            : missed >= rules.MaxMissingOfBuilder
                ? $"circuit breaker: its builder left out {missed} payloads in the last {missing.Window} slots"
            : null;
        return new WeighedBid(bid.BuilderIndex, bid.Value, bid.BlockHash, missed, refused) { FeeRecipient = bid.FeeRecipient };
    }

    private static BidChoice Compare(
        SignedExecutionPayloadBid best, UInt256 own, BidRules rules, IReadOnlyList<WeighedBid> weighed, MissingPayloads missing)
    {
        BigInteger local = own;
        var wei = (BigInteger)best.Message.Value * WeiPerGwei;
        var values = $"{Text(best.Message.Value)} Gwei at {Text(rules.BoostFactor)} % against {Text(local)} wei of our own payload";
        if (wei * rules.BoostFactor > local * 100)
        {
            var boost = wei.IsZero ? BigInteger.Zero : local * 100 / wei;
            return new BidChoice(best, $"the highest bid is worth more: {values}", weighed,
            [
                $"a payload of our own worth {Text(wei * rules.BoostFactor / 100)} wei",
                $"a boost factor of at most {Text(boost)} %",
            ]);
        }

        var otherwise = Missed(weighed, own, rules, missing).ToList();
        if (rules.BoostFactor == 0)
        {
            otherwise.Add("a boost factor above 0 %, which prefers the own payload to all bids");
        }
        else
        {
            otherwise.Add($"a bid above {Text(local * 100 / rules.BoostFactor / WeiPerGwei)} Gwei");
            if (!wei.IsZero)
            {
                otherwise.Add($"a boost factor above {Text(local * 100 / wei)} %");
            }
        }

        return new BidChoice(null, $"our own payload is worth as much at least: {values}", weighed, otherwise);
    }

    /// <summary>Says of what was refused what would have let it be taken.</summary>
    private static IReadOnlyList<string> Missed(
        IReadOnlyList<WeighedBid> weighed, UInt256? local, BidRules rules, MissingPayloads missing)
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

        if (weighed.Any(bid => bid.Value < rules.MinBid))
        {
            otherwise.Add($"a minimum bid of at most {Text(weighed.Max(static bid => bid.Value))} Gwei");
        }

        if (rules.FeeRecipient is { } payee && weighed.Any(bid => bid.FeeRecipient != payee))
        {
            otherwise.Add($"a bid that pays {payee}");
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
