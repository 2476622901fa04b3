using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Production;
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
public sealed class BidderActorTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private const Gwei Value = 7;
    private static readonly ProposalBase Base = BuilderStates.BaseWith();
    private static readonly ProposalBase Other = Base with { ParentRoot = new Root(Enumerable.Repeat((byte)7, 32).ToArray()) };
    private static readonly TimeSpan SlotTime = TimeSpan.FromMilliseconds(Base.State.Spec.Config.SlotDurationMs);
    private static readonly Bytes8 PayloadId = new([1, 2, 3, 4, 5, 6, 7, 8]);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

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

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);

    private static ChainView ViewOn(ProposalBase proposal)
    {
        var view = TestViews.On(proposal);
        return view with
        {
            CurrentSlot = proposal.Slot - 1,
            Head = view.Head with
            {
                State = proposal.State,
                Block = SignedBeaconBlock.Default(proposal.State.Ssz),
                PayloadStatus = HeadPayloadStatus.Empty,
            },
        };
    }

    private static ChainView Undecided(ProposalBase proposal)
    {
        var view = ViewOn(proposal);
        return view with { Head = view.Head with { IsOptimistic = true } };
    }

    /// <summary>A view whose head is the block of slot 5 that took a bid.</summary>
    private static ChainView Taken(ExecutionPayloadBid bid)
    {
        var view = ViewOn(Base);
        var block = SignedBeaconBlock.Default(Base.State.Ssz);
        var body = block.Message.Body with
        {
            SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid },
        };
        block = block with { Message = block.Message with { Slot = bid.Slot, ParentRoot = Base.ParentRoot, Body = body } };
        var root = new Root(Enumerable.Repeat((byte)5, 32).ToArray());
        return view with
        {
            CurrentSlot = bid.Slot,
            Head = view.Head with { Root = root, Block = block },
            Blocks = view.Blocks.Add(root, TestViews.BlockOf(block, root, Base.State)),
        };
    }

    /// <summary>A builder in slot 4, after the votes on its payload were due, who knows what the proposer of slot 5 wants.</summary>
    private (IActorRef Bidder, TestProbe Events) Start()
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds() + 1) + SlotTime;
        var schedule = new SlotSchedule(Base.State.Spec, (ulong)(start - (SlotTime * 4)).ToUnixTimeSeconds());
        Scheduler.AdvanceTo(start + (SlotTime * 4 / 5));
        var settings = new BuilderSettings
        {
            Spec = Base.State.Spec,
            Schedule = schedule,
            Pubkeys = [BuilderStates.BuilderOf(Base).Pubkey],
            Kzg = new ManagedKzg(),
            Policy = BidPolicy.Always(Value),
        };
        var bidder = Sys.ActorOf(BidderActor.Props(settings, new BuilderRefs(TestActor, TestActor, TestActor, TestActor)));
        Expect<GetKeys>();
        Expect<GetChainView>();
        bidder.Tell(new SlotStarted(4, 0, start));
        foreach (var root in (Root[])[Base.ParentRoot, Other.ParentRoot])
        {
            var preferences = BuilderStates.Preferences(Base) with { DependentRoot = root };
            bidder.Tell(new PreferencesAccepted(new SignedProposerPreferences { Message = preferences }));
        }

        Settle(bidder);
        var events = CreateTestProbe();
        foreach (var heard in (Type[])[typeof(BidOmitted), typeof(PayloadRevealed), typeof(PayloadWithheld)])
        {
            Sys.EventStream.Subscribe(events, heard);
        }

        return (bidder, events);
    }

    private static void See(IActorRef bidder, ProposalBase proposal) => bidder.Tell(new ChainViewChanged(ViewOn(proposal)));

    /// <summary>The execution layer is asked for a payload, and builds it.</summary>
    private ForkchoiceUpdated Begin(IActorRef bidder, bool isAnswered = true)
    {
        var asked = Expect<ForkchoiceUpdated>();
        if (isAnswered)
        {
            bidder.Tell(new ForkchoiceUpdatedResult(asked.RequestId, EngineVerdict.Valid, PayloadId, null));
        }

        return asked;
    }

    private void ToBidTime(IActorRef bidder)
    {
        Settle(bidder);
        Scheduler.Advance((SlotTime / 10) - TimeSpan.FromMilliseconds(1));
        Settle(bidder);
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
    }

    /// <summary>The payload comes and is bid for.</summary>
    private ExecutionPayloadBid Bid(IActorRef bidder, GetPayload asked, ProposalBase? proposal = null, BuiltBlobs? blobs = null)
    {
        // Another payload on another block, as the execution layer builds them.
        var number = (byte)(proposal is null ? 1 : 2);
        bidder.Tell(BuilderStates.Built(proposal ?? Base, number) with { RequestId = asked.RequestId, Blobs = blobs ?? BuiltBlobs.None });
        Sign(bidder);
        return Assert.IsType<SignedExecutionPayloadBid>(Expect<Publish>().Message).Message;
    }

    private void Sign(IActorRef bidder) =>
        bidder.Tell(new Signed(Expect<Sign>().RequestId, [new SigningOutcome(default(BLSSignature), null)]));

    private void Settle(IActorRef bidder)
    {
        bidder.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private T Expect<T>() => ExpectMsg<T>(Patience);
}
