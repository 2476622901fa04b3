using Akka.Actor;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>
/// Bids of a builder for slot 5 in slot 4, and what is shown of them. The test stands for chain, execution layer, signing and the network,
/// and the time is its own.
/// </summary>
public sealed class BidderActorTests : BidderKit
{
    [Fact]
    public void ABidLeavesWhenItIsTimeAndNotBefore()
    {
        var (bidder, _) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        var bid = Bid(bidder, Expect<GetPayload>());
        Assert.Equal((Base.Slot, Base.ParentRoot, Value), (bid.Slot, bid.ParentBlockRoot, bid.Value));
    }

    [Fact]
    public void OfAHeadThatWasLeftNothingIsFetchedUntilItIsBack()
    {
        var (bidder, events) = Start();
        See(bidder, Base);
        Begin(bidder);
        bidder.Tell(new ChainViewChanged(Undecided(Other)));
        ToBidTime(bidder);
        Assert.Contains("optimistic", events.ExpectMsg<BidOmitted>(Patience).Reason, StringComparison.Ordinal);
        See(bidder, Base);
        Assert.Equal(Base.ParentRoot, Bid(bidder, Expect<GetPayload>()).ParentBlockRoot);
    }

    [Fact]
    public void APayloadThatComesWhenTheHeadWasLeftIsNoBid()
    {
        var (bidder, events) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        var asked = Expect<GetPayload>();
        bidder.Tell(new ChainViewChanged(Undecided(Other)));
        bidder.Tell(BuilderStates.Built(Base) with { RequestId = asked.RequestId });
        Settle(bidder);
        Assert.Contains("optimistic", events.ExpectMsg<BidOmitted>(Patience).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void InTheBidsOwnSlotNothingIsFetchedNorBid(bool isAsked)
    {
        var (bidder, events) = Start();
        See(bidder, Base);
        var begun = Begin(bidder, isAnswered: isAsked);
        ToBidTime(bidder);
        var id = isAsked ? Expect<GetPayload>().RequestId : 0;
        Scheduler.Advance(SlotTime / 10);
        if (isAsked)
        {
            bidder.Tell(BuilderStates.Built(Base) with { RequestId = id });
        }
        else
        {
            bidder.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, PayloadId, null));
        }

        Settle(bidder);
        Assert.Equal("its slot has begun", events.ExpectMsg<BidOmitted>(Patience).Reason);
        bidder.Tell(new SlotStarted(Base.Slot, 0, Scheduler.Now));
        Settle(bidder);
        events.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void WhereTheBaseChangesTooOftenTheLastIsBuiltOnWhenItIsTimeToBid()
    {
        var (bidder, _) = Start();
        foreach (var proposal in (ProposalBase[])[Base, Other, Base])
        {
            See(bidder, proposal);
            Begin(bidder);
        }

        See(bidder, Other);
        ToBidTime(bidder);
        Begin(bidder);
        Assert.Equal(Other.ParentRoot, Bid(bidder, Expect<GetPayload>(), Other).ParentBlockRoot);
        Settle(bidder);
    }

    [Fact]
    public void AHeadThatComesBackIsNotBidOnAgain()
    {
        var (bidder, _) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        Assert.Equal(Base.ParentRoot, Bid(bidder, Expect<GetPayload>()).ParentBlockRoot);
        See(bidder, Other);
        Begin(bidder);
        Assert.Equal(Other.ParentRoot, Bid(bidder, Expect<GetPayload>(), Other).ParentBlockRoot);
        See(bidder, Base);
        Settle(bidder);
    }

    [Fact]
    public void AHeadThatComesBackIsBidOnWhereTheBidOnItWasNotSigned()
    {
        var (bidder, events) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        bidder.Tell(BuilderStates.Built(Base) with { RequestId = Expect<GetPayload>().RequestId });
        bidder.Tell(new Signed(Expect<Sign>().RequestId, [new SigningOutcome(null, "the signer is away")]));
        Assert.Equal("the signer is away", events.ExpectMsg<BidOmitted>(Patience).Reason);
        See(bidder, Other);
        Begin(bidder);
        Assert.Equal(Other.ParentRoot, Bid(bidder, Expect<GetPayload>(), Other).ParentBlockRoot);
        See(bidder, Base);
        Begin(bidder);
        Assert.Equal(Base.ParentRoot, Bid(bidder, Expect<GetPayload>()).ParentBlockRoot);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APayloadWhoseColumnsCannotBeMadeIsNoBid(bool hasProofs)
    {
        var (bidder, events) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        var (blob, _) = TestBlobs.Create();
        var wrong = hasProofs ? ByteList.Create([.. Enumerable.Repeat((byte)255, KzgSizes.BytesPerBlob)]) : blob.Blob;
        SszList<KZGProof> proofs = hasProofs ? [.. blob.CellProofs] : [];
        bidder.Tell(BuilderStates.Built(Base) with
        {
            RequestId = Expect<GetPayload>().RequestId,
            Blobs = new BuiltBlobs([blob.Commitment], proofs, [wrong]),
        });
        Settle(bidder);
        Assert.Contains("of the built payload", events.ExpectMsg<BidOmitted>(Patience).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ThePayloadGoesBeforeItsColumnsAndIsShownThoughSomebodyElseMadeOne(bool wasSeen)
    {
        var (bidder, events) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        var (blob, _) = TestBlobs.Create();
        var bid = Bid(bidder, Expect<GetPayload>(), blobs: new BuiltBlobs([blob.Commitment], [.. blob.CellProofs], [blob.Blob]));
        Scheduler.Advance(SlotTime / 8);
        bidder.Tell(new ChainViewChanged(Taken(bid)));
        Sign(bidder);
        var shown = Enumerable.Range(0, KzgSizes.CellsPerExtBlob + 1).Select(_ => Expect<Publish>().Message).ToArray();
        Assert.IsType<SignedExecutionPayloadEnvelope>(shown[0]);
        Assert.All(shown[1..], static column => Assert.IsType<DataColumnSidecar>(column));
        foreach (var message in shown[..^1])
        {
            bidder.Tell(new Published(message, GossipDecision.Accept, null));
        }

        bidder.Tell(new Published(shown[^1], GossipDecision.Ignore, "already seen") { WasSeen = wasSeen });
        Assert.Equal(wasSeen, events.ExpectMsg<IBuilderEvent>(Patience) is PayloadRevealed);
    }
}
