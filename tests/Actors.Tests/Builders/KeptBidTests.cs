using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Columns;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>Bids are on disk with their payloads before they leave, and known again after a restart.</summary>
public sealed class KeptBidTests : BidderKit
{
    private readonly FullDisk _disk = new(new InMemorySidecarStore());

    public KeptBidTests() => Disk = _disk;

    [Fact]
    public void ThePayloadOfABidThatLeftIsShownAfterARestart()
    {
        var (bidder, _) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        var (blob, _) = TestBlobs.Create();
        var bid = Bid(bidder, Expect<GetPayload>(), blobs: new BuiltBlobs([blob.Commitment], [.. blob.CellProofs], [blob.Blob]));
        var promised = BuilderStates.Built(Base).Payload!;
        bidder = Restart(bidder);
        Scheduler.Advance(SlotTime / 8);
        bidder.Tell(new ChainViewChanged(Taken(bid)));
        Sign(bidder);
        var envelope = Assert.IsType<SignedExecutionPayloadEnvelope>(Expect<Publish>().Message).Message;
        Assert.Equal((promised, bid.BuilderIndex), (envelope.Payload, envelope.BuilderIndex));
        for (var column = 0; column < KzgSizes.CellsPerExtBlob; column++)
        {
            Assert.Equal((ColumnIndex)column, Assert.IsType<DataColumnSidecar>(Expect<Publish>().Message).Index);
        }
    }

    [Fact]
    public void AfterARestartNoSecondBidLeavesOnTheSameBlock()
    {
        var (bidder, _) = Start();
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        Bid(bidder, Expect<GetPayload>());
        bidder = Restart(bidder);
        See(bidder, Base);
        Settle(bidder);
        See(bidder, Other);
        Begin(bidder);
        Assert.Equal(Other.ParentRoot, Bid(bidder, Expect<GetPayload>(), Other).ParentBlockRoot);
    }

    [Fact]
    public void ABidThatTheDiskDoesNotTakeIsNotSignedAndMayBeMadeAgain()
    {
        var (bidder, events) = Start();
        _disk.IsFull = true;
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        bidder.Tell(BuilderStates.Built(Base) with { RequestId = Expect<GetPayload>().RequestId });
        Assert.Equal("it could not be written first: no space left on device", events.ExpectMsg<BidOmitted>(Patience).Reason);
        Settle(bidder);
        _disk.IsFull = false;
        See(bidder, Other);
        Begin(bidder);
        Bid(bidder, Expect<GetPayload>(), Other);
        See(bidder, Base);
        Begin(bidder);
        Bid(bidder, Expect<GetPayload>());
    }

    [Fact]
    public void NothingIsBuiltBeforeTheBidsOfEarlierStartsAreRead()
    {
        var keeper = CreateTestProbe();
        Keeper = keeper;
        var (bidder, _) = Start();
        Assert.Equal(4ul, keeper.ExpectMsg<GetKeptBids>(Patience).From);
        See(bidder, Base);
        Settle(bidder);
        bidder.Tell(new KeptBids([], "input/output error"));
        Begin(bidder);
    }

    [Fact]
    public void BidsOfEarlierStartsAreAskedForUntilTheyComeAndTheReasonIsTold()
    {
        var keeper = CreateTestProbe();
        Keeper = keeper;
        var (bidder, events) = Start();
        See(bidder, Base);
        ToBidTime(bidder);
        Assert.Equal("the bids of earlier starts are not read yet", events.ExpectMsg<BidOmitted>(Patience).Reason);

        // Who was asked at the start has lost the question.
        bidder.Tell(new SlotStarted(Base.Slot, 0, Scheduler.Now));
        Assert.Equal(Base.Slot, keeper.FishForMessage<GetKeptBids>(static get => get.From > 4, Patience).From);
        bidder.Tell(new KeptBids([], null));
        Begin(bidder, isAnswered: false);
        bidder.Tell(new SlotStarted(Base.Slot + 1, 0, Scheduler.Now));
        keeper.FishForMessage<ForgetBids>(static forget => forget.Before == Base.Slot, Patience);
        Assert.IsType<ForgetBids>(keeper.ReceiveOne(Patience));
    }

    [Fact]
    public void ABidThatIsOnDiskWhenItsSlotHasBegunDoesNotLeave()
    {
        var (bidder, events, kept) = Keeping();
        Scheduler.Advance(SlotTime / 10);
        bidder.Tell(new BidKept(kept.RequestId, null));
        Assert.Equal("its slot has begun", events.ExpectMsg<BidOmitted>(Patience).Reason);
        Settle(bidder);
    }

    [Fact]
    public void ABidThatNobodyKeepsIsGivenUpWhenItsSlotBegins()
    {
        var (bidder, events, kept) = Keeping();
        Scheduler.Advance(SlotTime / 10);
        bidder.Tell(new SlotStarted(Base.Slot, 0, Scheduler.Now));
        Assert.Equal("it was not on disk when its slot began", events.ExpectMsg<BidOmitted>(Patience).Reason);
        bidder.Tell(new BidKept(kept.RequestId, null));
        Settle(bidder);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void WhatIsOnDiskIsTheBidAndNothingThatIsNotWholeIs(int blobs)
    {
        var spec = Base.State.Spec;
        var made = Made(blobs);
        var parts = BidParts.Of(made, spec);
        var read = BidParts.From(parts, spec)!;
        Assert.Equal((made.Pubkey, made.Bid, made.Built.Payload), (read.Pubkey, read.Bid, read.Built.Payload));
        Assert.Equal(ExecutionRequests.Default(Base.State.Ssz), read.Built.Requests);
        Assert.Equal(made.Cells.SelectMany(static blob => blob.Cells), read.Cells.SelectMany(static blob => blob.Cells));
        Assert.Equal(made.Cells.SelectMany(static blob => blob.Proofs), read.Cells.SelectMany(static blob => blob.Proofs));
        for (var place = 0; place < parts.Count; place++)
        {
            Assert.Null(BidParts.From([.. parts.Where((_, at) => at != place)], spec));
            Assert.Null(BidParts.From([.. parts.Select((part, at) => at == place ? part with { Ssz = part.Ssz[..^1] } : part)], spec));
        }
    }

    [Fact]
    public void AFileOfABidIsReadAgainAndOneThatChangedIsSaidToBe()
    {
        var folder = Directory.CreateTempSubdirectory("bids");
        try
        {
            var (spec, made) = (Base.State.Spec, Made(1));
            using (var store = FileSidecarStore.Open(folder.FullName, "bids"))
            {
                Sys.ActorOf(BidKeeperActor.Props(spec, store)).Tell(new KeepBid(7, made), TestActor);
                Assert.Equal(new BidKept(7, null), Expect<BidKept>());
            }

            Assert.Equal(made.Bid, Assert.Single(Read(made.Bid.Slot).Bids).Bid);
            Assert.Empty(Read(made.Bid.Slot + 1).Bids);
            var file = Assert.Single(folder.GetFiles("*", SearchOption.AllDirectories));
            var bytes = File.ReadAllBytes(file.FullName);
            bytes[^1] ^= 1;
            File.WriteAllBytes(file.FullName, bytes);
            var read = Read(made.Bid.Slot);
            Assert.Empty(read.Bids);
            Assert.Contains("is not whole", read.Problem, StringComparison.Ordinal);

            KeptBids Read(Slot from)
            {
                using var store = FileSidecarStore.Open(folder.FullName, "bids");
                var keeper = Sys.ActorOf(BidKeeperActor.Props(spec, store));
                keeper.Tell(new GetKeptBids(from), TestActor);
                return Expect<KeptBids>();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void OneThatCannotBeReadHidesNoneThatCameAfterIt()
    {
        var folder = Directory.CreateTempSubdirectory("bids");
        try
        {
            var (first, second) = (Made(1), Made(0));
            second = second with { Bid = second.Bid with { Slot = first.Bid.Slot + 1 } };
            using var store = FileSidecarStore.Open(folder.FullName, "bids");
            var keeper = Sys.ActorOf(BidKeeperActor.Props(Base.State.Spec, store));
            keeper.Tell(new KeepBid(1, first), TestActor);
            Assert.Null(Expect<BidKept>().Problem);
            var file = Assert.Single(folder.GetFiles("*", SearchOption.AllDirectories));
            file.Delete();
            Directory.CreateDirectory(file.FullName);
            keeper.Tell(new KeepBid(2, second), TestActor);
            Assert.Null(Expect<BidKept>().Problem);
            keeper.Tell(new GetKeptBids(first.Bid.Slot), TestActor);
            var read = Expect<KeptBids>();
            Assert.Equal(second.Bid, Assert.Single(read.Bids).Bid);
            Assert.Contains(file.FullName, read.Problem, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A bid that waits to be on disk, with the test for the disk.
    private (IActorRef Bidder, TestProbe Events, KeepBid Kept) Keeping()
    {
        var keeper = CreateTestProbe();
        Keeper = keeper;
        var (bidder, events) = Start();
        bidder.Tell(new KeptBids([], null));
        See(bidder, Base);
        Begin(bidder);
        ToBidTime(bidder);
        bidder.Tell(BuilderStates.Built(Base) with { RequestId = Expect<GetPayload>().RequestId });
        return (bidder, events, keeper.FishForMessage<KeepBid>(static _ => true, Patience));
    }

    private static MadeBid Made(int blobs)
    {
        var cells = Enumerable.Range(0, blobs).Select(static number => CellsAndProofs.Split(
            [.. Enumerable.Repeat((byte)(number + 1), KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerCell)],
            [.. Enumerable.Repeat((byte)(number + 3), KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof)]));
        var built = BuilderStates.Built(Base);
        var bid = ExecutionPayloadBid.Default(Base.State.Ssz) with
        {
            Slot = Base.Slot,
            BlockHash = built.Payload!.BlockHash,
            BlobKzgCommitments = [.. Enumerable.Repeat(default(KZGCommitment), blobs)],
        };
        return new MadeBid(BuilderStates.BuilderOf(Base).Pubkey, bid, built, [.. cells]);
    }
}
