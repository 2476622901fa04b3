using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Tests.Production;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>
/// A builder in slot 4 that bids for slot 5. The test stands for chain, execution layer, signing and the network, and the time is its own.
/// </summary>
public abstract class BidderKit() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    protected const Gwei Value = 7;
    private protected static readonly ProposalBase Base = BuilderStates.BaseWith();
    private protected static readonly ProposalBase Other = Base with { ParentRoot = new Root(Enumerable.Repeat((byte)7, 32).ToArray()) };
    private protected static readonly TimeSpan SlotTime = TimeSpan.FromMilliseconds(Base.State.Spec.Config.SlotDurationMs);
    private protected static readonly Bytes8 PayloadId = new([1, 2, 3, 4, 5, 6, 7, 8]);

    private BuilderSettings? _settings;

    private protected ISidecarStore Disk { get; init; } = new InMemorySidecarStore();

    /// <summary>Who keeps bids on the disk, unless the test does: in the thread of who asks, so that the answer is there at once.</summary>
    private protected IActorRef? Keeper { get; set; }

    protected TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    private protected static TimeSpan Patience => TimeSpan.FromSeconds(30);

    private protected static ChainView ViewOn(ProposalBase proposal)
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

    private protected static ChainView Undecided(ProposalBase proposal)
    {
        var view = ViewOn(proposal);
        return view with { Head = view.Head with { IsOptimistic = true } };
    }

    /// <summary>A view whose head is the block of slot 5 that took a bid.</summary>
    private protected static ChainView Taken(ExecutionPayloadBid bid)
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
    private protected (IActorRef Bidder, TestProbe Events) Start()
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds() + 1) + SlotTime;
        var schedule = new SlotSchedule(Base.State.Spec, (ulong)(start - (SlotTime * 4)).ToUnixTimeSeconds());
        Scheduler.AdvanceTo(start + (SlotTime * 4 / 5));
        _settings = new BuilderSettings
        {
            Spec = Base.State.Spec,
            Schedule = schedule,
            Pubkeys = [BuilderStates.BuilderOf(Base).Pubkey],
            Kzg = new ManagedKzg(),
            Policy = BidPolicy.Always(Value),
        };
        var bidder = Begin(start);
        var events = CreateTestProbe();
        foreach (var heard in (Type[])[typeof(BidOmitted), typeof(PayloadRevealed), typeof(PayloadWithheld), typeof(FaultHappened)])
        {
            Sys.EventStream.Subscribe(events, heard);
        }

        return (bidder, events);
    }

    /// <summary>Another process with the same disk, in slot 4 or 5.</summary>
    private protected IActorRef Restart(IActorRef bidder)
    {
        Watch(bidder);
        Sys.Stop(bidder);
        ExpectTerminated(bidder, Patience);
        return Begin(Scheduler.Now);
    }

    private protected static void See(IActorRef bidder, ProposalBase proposal) => bidder.Tell(new ChainViewChanged(ViewOn(proposal)));

    /// <summary>The execution layer is asked for a payload, and builds it.</summary>
    private protected ForkchoiceUpdated Begin(IActorRef bidder, bool isAnswered = true)
    {
        var asked = Expect<ForkchoiceUpdated>();
        if (isAnswered)
        {
            bidder.Tell(new ForkchoiceUpdatedResult(asked.RequestId, EngineVerdict.Valid, PayloadId, null));
        }

        return asked;
    }

    private protected void ToBidTime(IActorRef bidder)
    {
        Settle(bidder);
        Scheduler.Advance((SlotTime / 10) - TimeSpan.FromMilliseconds(1));
        Settle(bidder);
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
    }

    /// <summary>The payload comes and is bid for.</summary>
    private protected ExecutionPayloadBid Bid(IActorRef bidder, GetPayload asked, ProposalBase? proposal = null, BuiltBlobs? blobs = null)
    {
        // Another payload on another block, as the execution layer builds them.
        var number = (byte)(proposal is null ? 1 : 2);
        bidder.Tell(BuilderStates.Built(proposal ?? Base, number) with { RequestId = asked.RequestId, Blobs = blobs ?? BuiltBlobs.None });
        Sign(bidder);
        return Assert.IsType<SignedExecutionPayloadBid>(Expect<Publish>().Message).Message;
    }

    private protected void Sign(IActorRef bidder) =>
        bidder.Tell(new Signed(Expect<Sign>().RequestId, [new SigningOutcome(default(BLSSignature), null)]));

    private protected void Settle(IActorRef bidder)
    {
        bidder.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private IActorRef Begin(DateTimeOffset start)
    {
        Keeper ??= Sys.ActorOf(BidKeeperActor.Props(Base.State.Spec, Disk).WithDispatcher(CallingThreadDispatcher.Id));
        var bidder = Sys.ActorOf(BidderActor.Props(_settings!, new BuilderRefs(TestActor, TestActor, TestActor, TestActor, Keeper)));
        Expect<GetKeys>();
        Expect<GetChainView>();
        bidder.Tell(new SlotStarted(4, 0, start));
        foreach (var root in (Root[])[Base.ParentRoot, Other.ParentRoot])
        {
            var preferences = BuilderStates.Preferences(Base) with { DependentRoot = root };
            bidder.Tell(new PreferencesAccepted(new SignedProposerPreferences { Message = preferences }));
        }

        Settle(bidder);
        return bidder;
    }

    private protected T Expect<T>() => ExpectMsg<T>(Patience);
}
