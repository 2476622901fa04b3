using System.Numerics;
using Consensoor.Actors.Production;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using CsCheck;
using Xunit;
using static Consensoor.Actors.Tests.Builders.BlindedStates;

namespace Consensoor.Actors.Tests.Production;

/// <summary>Which header a block takes, by a slow twin that looks at each by itself.</summary>
public sealed class HeaderChoiceTests
{
    private static readonly ProposalBase Fulu = Base(ForkName.Fulu);
    private static readonly BidRules Rules = new(true, 100, 0, 32, 5, 1);

    private static readonly ulong[] Factors = [0, 50, 100, 130, ulong.MaxValue];

    [Fact]
    public void TheBestOfThoseThatMayBeTakenIsTakenUnlessTheOwnIsWorthAsMuch() => Gen.Select(
        Gen.Select(
            Gen.UInt[0, 400], Gen.Int[0, 4], Gen.UInt[0, 2], Gen.Bool, Gen.Byte).Array[0, 5],
        Gen.Int[-100, 500],
        Gen.Int[0, 6],
        Gen.Bool).Sample((offers, own, missing, isEnabled) =>
    {
        var offered = offers.Select(static (offer, at) => Offer(
            $"http://{at}", offer.Item1, Factors[offer.Item2], offer.Item3, offer.Item4, (byte)(offer.Item5 % 4))).ToList();
        var refused = new Dictionary<Hash32, string> { [new Hash32([0, .. new byte[31]])] = "no" };
        UInt256? local = own >= 0 ? (UInt256)new BigInteger(own) : null;
        var rules = Rules with { IsEnabled = isEnabled };
        var choice = HeaderChoice.Of(offered, local, rules, new MissingPayloads(32, missing, new Dictionary<ulong, int>()), refused);
        Assert.Equal(offered.Count, choice.Weighed.Count);

        // A header counts where nothing is against it; nothing is worth more than it by its builder's factor.
        bool MayBe(OfferedHeader one) => isEnabled && missing < 5 && one.Refusal is null
            && !refused.ContainsKey(one.Bid.Message.Header.BlockHash)
            && (BigInteger)one.Bid.Message.Value >= (BigInteger)one.Builder.MinBid * 1_000_000_000;
        BigInteger Counted(OfferedHeader one) => (BigInteger)one.Bid.Message.Value * one.Builder.BoostFactor;
        var best = offered.Where(MayBe).Select(Counted).DefaultIfEmpty(-1).Max();
        Assert.Equal(offered.Count(MayBe), choice.Weighed.Count(static one => one.Refused is null));
        if (choice.Bid is { } taken)
        {
            var offer = offered.Find(one => ReferenceEquals(one.Bid, taken))!;
            Assert.True(MayBe(offer));
            Assert.Equal((best, offer.Builder.Url), (Counted(offer), choice.BuilderUrls[0]));

            // All that offered the payload are given the block, and nobody else, or one that nothing is known to be right of.
            Assert.Equal(
                offered
                    .Where(one => one.Refusal is null && one.Bid.Message.Header.BlockHash == taken.Message.Header.BlockHash)
                    .Select(static one => one.Builder.Url),
                choice.BuilderUrls.Order(StringComparer.Ordinal));
            Assert.True(local is null || offer.Builder.BoostFactor == ulong.MaxValue
                || own < offer.Builder.BoostFactor * ((BigInteger)taken.Message.Value / 100));
            return;
        }

        Assert.Empty(choice.BuilderUrls);
        Assert.NotEmpty(choice.Otherwise.Concat(choice.Weighed.Select(static one => one.Refused ?? "")));
        Assert.True(best < 0 || (own >= 0 && offered.Where(one => MayBe(one) && Counted(one) == best).Any(one =>
            one.Builder.BoostFactor != ulong.MaxValue
            && own >= one.Builder.BoostFactor * ((BigInteger)one.Bid.Message.Value / 100))));
    }, iter: 2_000);

    [Theory]
    [InlineData(100)]
    [InlineData(ulong.MaxValue)]
    public void NoHeaderIsTakenAgainstTheAdviceOfTheExecutionLayer(ulong factor)
    {
        var (nothing, noDrafts) = (new MissingPayloads(32, 0, new Dictionary<ulong, int>()), new Dictionary<Hash32, string>());
        var offer = Offer("http://0", 1_000, factor, 0, false, 1);
        var choice = HeaderChoice.Of([offer], (UInt256)BigInteger.One, Rules, nothing, noDrafts, isOverriding: true);
        Assert.Null(choice.Bid);
        Assert.Contains("shouldOverrideBuilder", choice.Reason, StringComparison.Ordinal);
        Assert.NotNull(HeaderChoice.Of([offer], null, Rules, nothing, noDrafts, isOverriding: true).Bid);
    }

    [Theory]
    [InlineData(100, 200, 300, false)]
    [InlineData(100, 400, 300, true)]
    [InlineData(100, 300, 300, false)]
    [InlineData(0, 400, 1, false)]
    [InlineData(ulong.MaxValue, 1, 300, true)]
    public void TheFactorWeighsAsTheBeaconApiSays(ulong factor, ulong value, ulong own, bool isTaken)
    {
        var choice = HeaderChoice.Of(
            [Offer("http://one", value, factor, 0, isRefused: false, 1)],
            (UInt256)new BigInteger(own),
            Rules,
            new MissingPayloads(32, 0, new Dictionary<ulong, int>()),
            new Dictionary<Hash32, string>());
        Assert.Equal(isTaken, choice.Bid is not null);
        Assert.NotEmpty(choice.Otherwise);
    }

    [Fact]
    public void WhoOffersTheHeaderWithOtherBlobsOrRequestsHasAnotherPayload()
    {
        var one = Offer("http://one", 300, 100, 0, isRefused: false, 1);
        OfferedHeader Other(string url, BuilderBid bid) => one with
        {
            Bid = one.Bid with { Message = bid },
            Builder = one.Builder with { Url = url },
        };
        var bid = one.Bid.Message;
        var deposits = new Spec.Containers.ExecutionRequests { Deposits = [new Spec.Containers.DepositRequest()] };
        List<OfferedHeader> offered =
        [
            Other("http://blobs", bid with { BlobKzgCommitments = [default] }),
            Other("http://requests", bid with { ExecutionRequests = deposits }),
            Other("http://header", bid with { Header = bid.Header with { GasUsed = 1 } }),
            Other("http://cheaper", bid with { Value = default }),
            one with { Bid = one.Bid with { Message = bid with { Value = (UInt256)new BigInteger(301) } } },
            .. Enumerable.Range(0, HeaderChoice.MostBuilders).Select(at => Other($"http://same-{at}", bid)),
        ];
        var choice = HeaderChoice.Of(
            offered, null, Rules, new MissingPayloads(32, 0, new Dictionary<ulong, int>()), new Dictionary<Hash32, string>());
        Assert.Equal(
            ["http://one", .. Enumerable.Range(0, HeaderChoice.MostBuilders - 1).Select(static at => $"http://same-{at}")],
            choice.BuilderUrls);
    }

    private static OfferedHeader Offer(string url, ulong value, ulong factor, ulong least, bool isRefused, byte mark)
    {
        var bid = new BuilderBid
        {
            Header = new Spec.Containers.ExecutionPayloadHeader { BlockHash = new Hash32([mark, .. new byte[31]]) },
            Value = (UInt256)(new BigInteger(value) * (least == 0 ? 1 : 10_000_000)),
            Pubkey = Pubkey,
        };
        return new OfferedHeader(
            new SignedBuilderBid { Message = bid },
            Endpoint(url) with { BoostFactor = factor, MinBid = least },
            isRefused ? new Refusal("verify_bid_signature", "its signature does not hold") : null);
    }
}
