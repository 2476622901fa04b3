using System.Globalization;
using System.Numerics;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Production;

/// <summary>
/// What a block of electra or fulu takes: the header of a builder's payload, or null for a payload of one's own; the builders that have
/// that payload, the one of the bid first; why, what was weighed (best first), and what would have changed it.
/// </summary>
internal sealed record HeaderChoice(
    SignedBuilderBid? Bid,
    IReadOnlyList<string> BuilderUrls,
    string Reason,
    IReadOnlyList<WeighedHeader> Weighed,
    IReadOnlyList<string> Otherwise)
{
    /// <summary>
    /// The most builders that are given a block, since each may answer with a payload of many MiB: those whose bids are highest.
    /// </summary>
    public const int MostBuilders = 8;

    /// <summary>
    /// Chooses by value (wei) among headers and a payload of one's own, null where there is none: of those that may be taken the one whose
    /// value times the factor of its builder is highest, unless the own value is at least the factor times a hundredth of that value
    /// (`produceBlockV3`); a factor of 2^64 - 1 takes it whatever the own pays, and where the execution layer advises against builders
    /// (<paramref name="isOverriding"/>) none is taken. Headers that a draft was refused with are out, by their
    /// block hashes, and all of them where so many slots are empty that builders may be the reason.
    /// </summary>
    public static HeaderChoice Of(
        IReadOnlyList<OfferedHeader> offered,
        UInt256? local,
        BidRules rules,
        MissingPayloads missing,
        IReadOnlyDictionary<Hash32, string> refusedDrafts,
        bool isOverriding = false)
    {
        var sorted = offered
            .OrderByDescending(static offer => ValueOf(offer) * offer.Builder.BoostFactor)
            .ThenByDescending(static offer => ValueOf(offer))
            .ThenBy(static offer => offer.Bid.Message.Header.BlockHash)
            .ThenBy(static offer => offer.Builder.Url, StringComparer.Ordinal)
            .ToList();
        var weighed = sorted.ConvertAll(offer => Weigh(offer, rules, missing, refusedDrafts));
        var at = weighed.FindIndex(static header => header.Refused is null);
        if (at < 0)
        {
            var why = weighed.Count == 0 ? "no builder has a header for this slot and parent" : "no header may be taken";
            return new HeaderChoice(null, [], why, weighed, Missed(sorted, weighed, rules, missing));
        }

        var (best, factor) = (sorted[at], sorted[at].Builder.BoostFactor);
        var have = HoldersOf(best, sorted);
        if (local is not { } own)
        {
            return Taken(best, have, "there is no payload of our own", weighed, ["a payload of our own"]);
        }

        if (isOverriding)
        {
            return new HeaderChoice(null, [], BidChoice.Overridden, weighed, [BidChoice.NotOverridden]);
        }

        var (value, ours) = (ValueOf(best), (BigInteger)own);
        var values = $"{Text(value)} wei at {Text(factor)} % against {Text(ours)} wei of our own payload";
        if (factor == ulong.MaxValue)
        {
            return Taken(
                best, have, $"builders are preferred to any payload of our own: {values}", weighed, ["a boost factor below 2^64 - 1"]);
        }

        var counted = factor * (value / 100);
        return ours >= counted
            ? new HeaderChoice(null, [], $"our own payload is worth as much at least: {values}", weighed,
                [factor == 0
                    ? "a boost factor above 0 %, which prefers the own payload to all headers"
                    : $"a header worth more than {Text(((ours / factor) + 1) * 100)} wei"])
            : Taken(best, have, $"the best header is worth more: {values}", weighed, [$"a payload of our own worth {Text(counted)} wei"]);
    }

    private static HeaderChoice Taken(
        OfferedHeader best,
        IReadOnlyList<string> have,
        string reason,
        IReadOnlyList<WeighedHeader> weighed,
        IReadOnlyList<string> otherwise) =>
        new(best.Bid, have, reason, weighed, otherwise);

    // Who offered all that the block takes of the bid, and nothing is against, has the payload too, whatever it says that it pays.
    private static IReadOnlyList<string> HoldersOf(OfferedHeader best, IReadOnlyList<OfferedHeader> sorted) =>
    [
        .. sorted
            .Where(offer => offer.Refusal is null && IsSamePayload(offer.Bid.Message, best.Bid.Message))
            .Select(static offer => offer.Builder.Url)
            .Prepend(best.Builder.Url)
            .Distinct(StringComparer.Ordinal)
            .Take(MostBuilders),
    ];

    private static bool IsSamePayload(BuilderBid one, BuilderBid other) =>
        one.Header == other.Header
        && one.BlobKzgCommitments.Equals(other.BlobKzgCommitments)
        && one.ExecutionRequests == other.ExecutionRequests;

    private static BigInteger ValueOf(OfferedHeader offer) => offer.Bid.Message.Value;

    private static WeighedHeader Weigh(
        OfferedHeader offer, BidRules rules, MissingPayloads missing, IReadOnlyDictionary<Hash32, string> refusedDrafts)
    {
        var (bid, value) = (offer.Bid.Message, ValueOf(offer));
        var refused = !rules.IsEnabled ? "no bids are taken for this proposer (builder.enabled)"
            : offer.Refusal is { } refusal ? $"it does not hold: {refusal}"
            : refusedDrafts.TryGetValue(bid.Header.BlockHash, out var draft) ? $"the draft with it was refused: {draft}"
            : value < LeastOf(offer) ? $"{Text(value)} wei are below the minimum of {Text(offer.Builder.MinBid)} Gwei"
            : missing.Count >= rules.MaxMissing
                ? $"circuit breaker: {missing.Count} of the last {missing.Window} slots have no block"
            : null;
        return new WeighedHeader(offer.Builder.Url, bid.Pubkey, bid.Value, bid.Header.BlockHash, refused);
    }

    private static IReadOnlyList<string> Missed(
        IReadOnlyList<OfferedHeader> sorted, IReadOnlyList<WeighedHeader> weighed, BidRules rules, MissingPayloads missing)
    {
        var otherwise = new List<string>();
        if (weighed.Count == 0)
        {
            otherwise.Add("a header");
        }
        else if (!rules.IsEnabled)
        {
            otherwise.Add("bids allowed for this proposer (builder.enabled)");
        }

        if (sorted.Any(static offer => ValueOf(offer) < LeastOf(offer)))
        {
            otherwise.Add($"a minimum bid of at most {Text(sorted.Max(ValueOf) / Wei.PerGwei)} Gwei");
        }

        if (weighed.Count > 0 && missing.Count >= rules.MaxMissing)
        {
            otherwise.Add($"fewer than {rules.MaxMissing} empty slots in the last {missing.Window}");
        }

        return otherwise;
    }

    private static BigInteger LeastOf(OfferedHeader offer) => (BigInteger)offer.Builder.MinBid * Wei.PerGwei;

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
