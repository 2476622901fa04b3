using System.Numerics;
using Consensoor.Actors.Production;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>The choice between bids and a payload of one's own, against a twin that looks at all bids one after the other.</summary>
public class BidChoiceTests
{
    private static readonly ExecutionAddress Payee = new([9, .. new byte[19]]);
    private static readonly BidRules Rules = new(true, 100, 0, 32, 5, 1);
    private static readonly Dictionary<Hash32, string> NoDrafts = [];
    private static readonly MissingPayloads Nothing = new(32, 0, new Dictionary<BuilderIndex, int>());

    private static readonly Gen<BidRules> GenRules = Gen.Select(
        Gen.OneOf(Gen.Const(0UL), Gen.Const(ulong.MaxValue), Gen.ULong[1, 300]),
        Gen.ULong[0, 6],
        Gen.Int[1, 4],
        Gen.Int[1, 3],
        Gen.Int[0, 9])
        .Select(static (boost, least, missing, ofBuilder, on) => new BidRules(on > 0, boost, least, 32, missing, ofBuilder)
        {
            FeeRecipient = on > 5 ? Payee : null,
        });

    private static readonly Gen<BuilderEndpoint?> GenBuilder = Gen.Select(
        Gen.Int[0, 2], Gen.ULong[0, 4], Gen.ULong[0, 6], Gen.OneOf(Gen.Const(0UL), Gen.Const(ulong.MaxValue), Gen.ULong[1, 300]))
        .Select(static (which, payment, least, boost) =>
            which == 0 ? null : new BuilderEndpoint($"http://{which}", ByteList.Empty, [], payment, least, boost));

    [Fact]
    public void ItIsTheTwinsChoice() => Gen.Select(
        Gen.Select(Gen.ULong[0, 10], Gen.ULong[0, 5], Gen.Int[0, 3], Gen.Int[0, 5], Gen.Bool, GenBuilder).Array[0, 6],
        Gen.Int[-1, 12],
        GenRules,
        Gen.Int[0, 5]).Sample((bids, local, rules, missingOfAll) =>
    {
        var offered = bids.Select(static (bid, i) => Offer(
            i, bid.Item1, bid.Item2, isRefused: bid.Item4 == 0, bid.Item5 ? Payee : default) with { Builder = bid.Item6 }).ToList();
        var byBuilder = bids.GroupBy(static bid => bid.Item2)
            .ToDictionary(static builder => builder.Key, static builder => builder.First().Item3);
        var missing = new MissingPayloads(32, missingOfAll, byBuilder);
        UInt256? own = local < 0 ? null : (UInt256)((BigInteger)local * 1_000_000_000);
        var choice = BidChoice.Of(offered, own, rules, missing, NoDrafts);

        var expected = Twin(offered, local, rules, missing);
        Assert.Equal(expected is null, choice.Bid is null);
        Assert.Equal(WeightOf(expected, rules), WeightOf(offered.Find(offer => offer.Bid == choice.Bid), rules));
        Assert.Equal(offered.Find(offer => offer.Bid == choice.Bid)?.Builder?.Url, choice.BuilderUrl);
        Assert.Equal(offered.Count, choice.Weighed.Count);
        Assert.NotEmpty(choice.Reason);
        Assert.NotEmpty(choice.Otherwise);
        if (choice.Bid is { Message: var taken })
        {
            Assert.Null(choice.Weighed.First(bid => bid.BlockHash == taken.BlockHash).Refused);
        }
    });

    [Fact]
    public void ATieIsForTheOwnPayload()
    {
        Assert.Null(Choose([Offer(1, 7, 1)], own: 7_000_000_000).Bid);
        Assert.NotNull(Choose([Offer(1, 7, 1)], own: 6_999_999_999).Bid);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(ulong.MaxValue)]
    public void NoBidIsTakenAgainstTheAdviceOfTheExecutionLayerWhereThereIsAPayloadOfOnesOwn(ulong factor)
    {
        var (bid, rules) = (Offer(1, 7, 1), Rules with { BoostFactor = factor });
        var choice = BidChoice.Of([bid], (UInt256)BigInteger.One, rules, Nothing, NoDrafts, isOverriding: true);
        Assert.Null(choice.Bid);
        Assert.Contains("shouldOverrideBuilder", choice.Reason, StringComparison.Ordinal);
        Assert.NotNull(BidChoice.Of([bid], null, rules, Nothing, NoDrafts, isOverriding: true).Bid);
    }

    [Fact]
    public void AnExtremeBoostFactorOverflowsNothing()
    {
        var best = Offer(1, ulong.MaxValue, 1);
        Assert.Equal(
            best.Bid, BidChoice.Of([best], (UInt256)BigInteger.One, Rules with { BoostFactor = ulong.MaxValue }, Nothing, NoDrafts).Bid);
        Assert.Null(BidChoice.Of([best], (UInt256)BigInteger.Zero, Rules with { BoostFactor = 0 }, Nothing, NoDrafts).Bid);
    }

    [Fact]
    public void WhatADraftWasRefusedWithIsLeftToTheNextBid()
    {
        var (first, second) = (Offer(1, 9, 1), Offer(2, 8, 2));
        var refused = new Dictionary<Hash32, string> { [first.Bid.Message.BlockHash] = "no" };
        Assert.Equal(second.Bid, BidChoice.Of([first, second], (UInt256)BigInteger.Zero, Rules, Nothing, refused).Bid);
    }

    [Fact]
    public void WhereTheTransitionRefusesAllBidsItSaysWhatWasMissing() => Assert.Equal(
        ["a bid that the transition takes"],
        BidChoice.Of([Offer(1, 9, 1, isRefused: true)], (UInt256)BigInteger.Zero, Rules, Nothing, NoDrafts).Otherwise);

    [Fact]
    public void ABidThatPaysSomebodyElseIsLeftForTheNextAndSaysSo()
    {
        var rules = Rules with { FeeRecipient = Payee };
        var (stray, honest) = (Offer(1, 9, 1), Offer(2, 8, 2, payee: Payee));
        Assert.Equal(honest.Bid, BidChoice.Of([stray, honest], null, rules, Nothing, NoDrafts).Bid);
        var alone = BidChoice.Of([stray], (UInt256)BigInteger.Zero, rules, Nothing, NoDrafts);
        Assert.Equal([$"a bid that pays {Payee}"], alone.Otherwise);
        Assert.Contains($"the proposer wants {Payee} paid", alone.Weighed[0].Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void ABidThatLeavesOutAnInclusionListIsLeftForTheNextAndSaysSo()
    {
        var rules = Rules with { InclusionListBits = BitList.Create([true, false, true]) };
        var (partly, whole) = (WithBits(Offer(1, 9, 1), [true, true, false]), WithBits(Offer(2, 8, 2), [true, true, true]));
        Assert.Equal(whole.Bid, BidChoice.Of([partly, whole], null, rules, Nothing, NoDrafts).Bid);
        var alone = BidChoice.Of([partly, Offer(3, 7, 3)], (UInt256)BigInteger.Zero, rules, Nothing, NoDrafts);
        Assert.Null(alone.Bid);
        Assert.Equal(["a bid that names all inclusion lists that are known here"], alone.Otherwise);
        Assert.All(alone.Weighed, static bid => Assert.Contains("leaves out", bid.Refused, StringComparison.Ordinal));
    }

    [Fact]
    public void TheBreakerSaysWhoLeftOutWhat()
    {
        var missing = new MissingPayloads(32, 1, new Dictionary<BuilderIndex, int> { [1] = 1 });
        var choice = BidChoice.Of([Offer(1, 9, 1), Offer(2, 8, 2)], (UInt256)BigInteger.Zero, Rules, missing, NoDrafts);
        Assert.Equal(2UL, choice.Bid?.Message.BuilderIndex);
        Assert.Contains("circuit breaker", choice.Weighed[0].Refused, StringComparison.Ordinal);
        var all = BidChoice.Of([Offer(2, 8, 2)], null, Rules, missing with { Count = 5 }, NoDrafts);
        Assert.Null(all.Bid);
        Assert.Contains("circuit breaker", all.Weighed[0].Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordsAreBoundedAndTheOldestGoFirst() => Gen.ULong[0, 200].List[1, 400].Sample(slots =>
    {
        var records = new ProposalRecords();
        slots.ForEach(slot => records.Add(Record(slot)));
        var kept = slots.Distinct().ToList().ConvertAll(records.Of).FindAll(static why => why.Records.Count > 0);
        Assert.True(kept.Count <= ProposalRecords.MaxSlots);
        Assert.All(kept, static why => Assert.True(why.Records.Count <= ProposalRecords.MaxOfSlot));
        Assert.Single(records.Of(slots.Max()).Records.Take(1));
    });

    private static BidChoice Choose(IReadOnlyList<OfferedBid> offered, ulong own) =>
        BidChoice.Of(offered, (UInt256)(BigInteger)own, Rules, Nothing, NoDrafts);

    private static OfferedBid Offer(
        int number, Gwei value, BuilderIndex builder, bool isRefused = false, ExecutionAddress payee = default) => new(
        new SignedExecutionPayloadBid
        {
            Message = new ExecutionPayloadBid
            {
                BuilderIndex = builder,
                ExecutionPayment = value % 5,
                Value = value,
                FeeRecipient = payee,
                BlockHash = new Hash32([.. BitConverter.GetBytes(number), .. new byte[28]]),
            },
        },
        isRefused ? new Refusal("ProcessExecutionPayloadBid", "it does not hold") : null);

    private static OfferedBid WithBits(OfferedBid offer, bool[] bits) => offer with
    {
        Bid = offer.Bid with { Message = offer.Bid.Message with { InclusionListBits = BitList.Create(bits) } },
    };

    private static ProposalRecord Record(Slot slot) =>
        ProposalRecord.Nothing(slot, default, "a test");

    // Values in Gwei, so that the twin needs no large numbers but for the product.
    private static UInt128? WeightOf(OfferedBid? offer, BidRules rules) => offer is null ? null
        : (UInt128)TotalOf(offer) * (offer.Builder is null ? rules.BoostFactor : offer.Builder.BoostFactor);

    private static ulong TotalOf(OfferedBid offer) => offer.Builder is null ? offer.Bid.Message.Value
        : offer.Bid.Message.Value + Math.Min(offer.Bid.Message.ExecutionPayment, offer.Builder.MaxExecutionPayment);

    private static OfferedBid? Twin(
        IReadOnlyList<OfferedBid> offered, int local, BidRules rules, MissingPayloads missing)
    {
        OfferedBid? best = null;
        foreach (var offer in offered)
        {
            var (bid, refusal) = offer;
            var mayBe = refusal is null
                && rules.IsEnabled
                && (rules.FeeRecipient ?? bid.Message.FeeRecipient) == bid.Message.FeeRecipient
                && TotalOf(offer) >= (offer.Builder?.MinBid ?? rules.MinBid)
                && missing.Count < rules.MaxMissing
                && missing.Of(bid.Message.BuilderIndex) < rules.MaxMissingOfBuilder;
            if (mayBe && (best is null || WeightOf(offer, rules) > WeightOf(best, rules)))
            {
                best = offer;
            }
        }

        return best is not null && local >= 0 && WeightOf(best, rules) <= (UInt128)local * 100 ? null : best;
    }
}
