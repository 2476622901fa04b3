using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>What a builder does wrong on purpose where that is planned for its bid's slot, and says it did.</summary>
public sealed class BidderFaultTests : BidderKit
{
    [Fact]
    public void ASecondBidOfAGweiMoreLeavesUncheckedOnceTheFirstIsOut()
    {
        var (bidder, events) = Start(FaultKind.DoubleBid);
        var first = ToBid(bidder, bids: 2);
        Assert.Equal((Value, PublishFault.None), (first.Message.Message.Value, first.Fault));
        bidder.Tell(new Published(first.Message, GossipDecision.Accept, null));
        var second = Expect<Publish>();
        var bid = Assert.IsType<SignedExecutionPayloadBid>(second.Message).Message;
        Assert.Equal(first.Message.Message with { Value = Value + 1 }, bid);
        Assert.Equal(PublishFault.Unchecked, second.Fault);
        bidder.Tell(new Published(second.Message, GossipDecision.Ignore, "sent"));
        Assert.Equal((FaultKind.DoubleBid, Base.Slot), Did(events));
    }

    [Fact]
    public void ABidThatIsNotTakenHasNoSecond()
    {
        var (bidder, events) = Start(FaultKind.DoubleBid);
        var first = ToBid(bidder, bids: 2);
        bidder.Tell(new Published(first.Message, GossipDecision.Ignore, "bid is not the highest"));
        Assert.Contains("not the highest", events.ExpectMsg<BidOmitted>().Reason, StringComparison.Ordinal);
        Settle(bidder);
    }

    [Fact]
    public void ABidOfAllThatTheBuilderHasLeavesUncheckedAndNothingIsShownOfIt()
    {
        var (bidder, events) = Start(FaultKind.UnpayableBid);
        var sent = ToBid(bidder);
        Assert.Equal((BuilderStates.Balance, PublishFault.Unchecked), (sent.Message.Message.Value, sent.Fault));
        bidder.Tell(new Published(sent.Message, GossipDecision.Ignore, "sent"));
        Assert.Equal((FaultKind.UnpayableBid, Base.Slot), Did(events));
        Take(bidder, sent.Message.Message);
        Settle(bidder);
    }

    [Fact]
    public void WhereTheNetworkRefusesFaultsNoneIsSaidToBeDone()
    {
        var (bidder, events) = Start(FaultKind.UnpayableBid);
        bidder.Tell(new Published(ToBid(bidder).Message, GossipDecision.Reject, "no faults on purpose are planned"));
        Assert.Contains("no faults", events.ExpectMsg<BidOmitted>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void APayloadIsWithheldAndNotEvenSigned()
    {
        var (bidder, events) = Start(FaultKind.WithholdPayload);
        Take(bidder, ToBid(bidder).Message.Message);
        Assert.Equal((FaultKind.WithholdPayload, Base.Slot), Did(events));
        Assert.Equal("it is withheld on purpose", events.ExpectMsg<PayloadWithheld>().Reason);
        Settle(bidder);
    }

    [Fact]
    public void APayloadIsShownSomeSlotsLate()
    {
        var (bidder, events) = Start(FaultKind.RevealLate, by: 2);
        Take(bidder, ToBid(bidder).Message.Message);
        Sign(bidder);
        Assert.Equal((FaultKind.RevealLate, Base.Slot), Did(events));
        bidder.Tell(new SlotStarted(Base.Slot + 1, 0, Scheduler.Now));
        Settle(bidder);
        bidder.Tell(new SlotStarted(Base.Slot + 2, 0, Scheduler.Now));
        var shown = Expect<Publish>();
        Assert.Equal(Base.Slot, Assert.IsType<SignedExecutionPayloadEnvelope>(shown.Message).Message.Payload.SlotNumber);
        bidder.Tell(new Published(shown.Message, GossipDecision.Accept, null));
        events.ExpectMsg<PayloadRevealed>();
    }

    [Fact]
    public void APayloadAndItsColumnsGoToHalfOfThePeers()
    {
        var (bidder, events) = Start(FaultKind.RevealToHalf);
        var (blob, _) = TestBlobs.Create();
        Take(bidder, ToBid(bidder, blobs: new BuiltBlobs([blob.Commitment], [.. blob.CellProofs], [blob.Blob])).Message.Message);
        Sign(bidder);
        Assert.Equal((FaultKind.RevealToHalf, Base.Slot), Did(events));
        Assert.All(All(128 + 1), static sent => Assert.Equal(PublishFault.ToHalf, sent.Fault));
    }

    [Fact]
    public void ColumnsWhoseProofsDoNotHoldLeaveUncheckedBehindAPayloadThatIsRight()
    {
        var (bidder, events) = Start(FaultKind.BadBlobs);
        var (blob, cells) = TestBlobs.Create();
        Take(bidder, ToBid(bidder, blobs: new BuiltBlobs([blob.Commitment], [.. blob.CellProofs], [blob.Blob])).Message.Message);
        Sign(bidder);
        Assert.Equal((FaultKind.BadBlobs, Base.Slot), Did(events));
        var sent = All(128 + 1);
        Assert.Equal(PublishFault.None, sent[0].Fault);
        Assert.IsType<SignedExecutionPayloadEnvelope>(sent[0].Message);
        Assert.All(sent[1..], one =>
        {
            Assert.Equal(PublishFault.Unchecked, one.Fault);
            var column = Assert.IsType<DataColumnSidecar>(one.Message);
            Assert.NotEqual(cells.Cells[(int)column.Index].AsSpan().ToArray(), column.Column[0].AsSpan().ToArray());
        });
    }

    [Fact]
    public void AnotherPayloadThanTheOnePromisedLeavesUnchecked()
    {
        var (bidder, events) = Start(FaultKind.WrongWithdrawals);
        Take(bidder, ToBid(bidder).Message.Message);
        Sign(bidder);
        var sent = Expect<Publish>();
        Assert.Equal((FaultKind.WrongWithdrawals, Base.Slot), Did(events));
        var payload = Assert.IsType<SignedExecutionPayloadEnvelope>(sent.Message).Message.Payload;
        Assert.Equal((1, PublishFault.Unchecked), (payload.Withdrawals.Count, sent.Fault));
        Assert.Contains("on purpose", events.ExpectMsg<PayloadWithheld>().Reason, StringComparison.Ordinal);
    }

    /// <summary>What is planned while the payload is being signed is of the next one: nothing wrong is sent as if it were right.</summary>
    [Fact]
    public void WhatIsDoneWrongIsDecidedOnceAndSaidWhenItIsSent()
    {
        var (bidder, events) = Start(FaultKind.WrongWithdrawals);
        Take(bidder, ToBid(bidder).Message.Message);
        var sign = Expect<Sign>();
        Sys.EventStream.Publish(new FaultsChanged(FaultPlan.None));
        Settle(bidder);
        Assert.False(events.HasMessages);
        bidder.Tell(new Signed(sign.RequestId, [new SigningOutcome(default(BLSSignature), null)]));
        Assert.Equal(PublishFault.Unchecked, Expect<Publish>().Fault);
        Assert.Equal((FaultKind.WrongWithdrawals, Base.Slot), Did(events));
        Assert.Contains("on purpose", events.ExpectMsg<PayloadWithheld>().Reason, StringComparison.Ordinal);
    }

    private static (FaultKind Kind, Slot Slot) Did(TestProbe events)
    {
        var happened = events.ExpectMsg<FaultHappened>();
        return (happened.Kind, happened.Slot);
    }

    /// <summary>A builder that is told of a fault of the bid's slot alone.</summary>
    private (IActorRef Bidder, TestProbe Events) Start(FaultKind kind, ulong by = 1)
    {
        var started = Start();
        var slots = SlotRanges.Parse($"{Base.Slot}")!;
        Sys.EventStream.Publish(new FaultsChanged(new FaultPlan([new PlannedFault(kind, slots) { By = by }])));
        Settle(started.Bidder);
        return started;
    }

    /// <summary>Has the bid, or bids, signed, and gives what leaves first.</summary>
    private (SignedExecutionPayloadBid Message, PublishFault Fault) ToBid(IActorRef bidder, int bids = 1, BuiltBlobs? blobs = null)
    {
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        bidder.Tell(BuilderStates.Built(Base) with { RequestId = Expect<GetPayload>().RequestId, Blobs = blobs ?? BuiltBlobs.None });
        var sign = Expect<Sign>();
        Assert.Equal(bids, sign.Messages.Count);
        bidder.Tell(new Signed(sign.RequestId, [.. sign.Messages.Select(static _ => new SigningOutcome(default(BLSSignature), null))]));
        var publish = Expect<Publish>();
        return (Assert.IsType<SignedExecutionPayloadBid>(publish.Message), publish.Fault);
    }

    private void Take(IActorRef bidder, ExecutionPayloadBid bid)
    {
        Scheduler.Advance(SlotTime / 8);
        bidder.Tell(new ChainViewChanged(Taken(bid)));
    }

    private Publish[] All(int count) => [.. Enumerable.Range(0, count).Select(_ => Expect<Publish>())];
}
