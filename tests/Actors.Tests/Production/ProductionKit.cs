using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Production;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Work;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Production;

/// <summary>The test stands for chain, pools, engine and whoever asks; transition is the production one, the time is the test's.</summary>
public abstract class ProductionKit() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    /// <summary>The last build that was asked for with a block.</summary>
    protected ForkchoiceUpdated? Asked { get; private set; }

    /// <summary>What is known of proposers; whoever builds for them pays who is paid by bids of these tests.</summary>
    protected ProposerTable Proposers { get; } = ProposerTable.Empty with
    {
        Defaults = ProposerDefaults.Usual with { FeeRecipient = InteropGenesis.AddressOf(7) },
    };

    protected TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    protected static TimeSpan SlotTime { get; } =
        TimeSpan.FromMilliseconds(PoolStates.BaseAt(ForkName.Altair, 5).State.Spec.Config.SlotDurationMs);

    /// <summary>A payload that holds on a base.</summary>
    protected static ExecutionPayload PayloadOf(ProposalBase @base)
    {
        var state = @base.State;
        var payload = ExecutionPayload.Default(state.Ssz);
        return payload with
        {
            ParentHash = state.LatestExecutionPayloadHeader.BlockHash,
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            Timestamp = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, @base.Slot),
        };
    }

    /// <summary>The randao reveal of a base's proposer.</summary>
    protected static BLSSignature Reveal(ProposalBase @base)
    {
        var proposer = (int)Accessors.GetBeaconProposerIndex(@base.State);
        var key = InteropGenesis.SecretKeys(proposer, 1).Single();
        return Proposing.GetEpochSignature(@base.State, @base.Slot, root => ManagedBls.Shared.Sign(key, root.AsSpan())!.Value);
    }

    /// <summary>Starts production in the slot of a base, at a time into it; a drafter stands for the pool of work.</summary>
    protected IActorRef Start(
        ProposalBase @base,
        TimeSpan into = default,
        bool isKnown = true,
        IActorRef? drafter = null,
        ProposerTable? table = null,
        bool tellsAttributes = false)
    {
        var state = @base.State;

        // A schedule whose slot begins at a whole second, a slot and less than a second ahead.
        var start = DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds() + 1) + SlotTime;
        var schedule = new SlotSchedule(state.Spec, (ulong)(start - (SlotTime * (int)@base.Slot)).ToUnixTimeSeconds());
        Scheduler.AdvanceTo(start + into);
        var settings = new ProductionSettings
        {
            Spec = state.Spec,
            Schedule = schedule,
            Proposers = isKnown ? table ?? Proposers : null,
            IsTellingEveryAttributes = tellsAttributes,
        };
        var work = drafter ?? Sys.ActorOf(WorkPool.Props(
            WorkSettings.From(NodeConfig.Reference.GetConfig("consensoor")), ManagedBls.Shared, new ManagedKzg(), new byte[32]));
        var pools = new PoolRefs(TestActor, TestActor, TestActor, TestActor, TestActor);
        var refs = new ProductionRefs(TestActor, work, TestActor, pools) { Builders = TestActor };
        var production = Sys.ActorOf(ProductionActor.Props(settings, refs));
        Expect<GetChainView>();
        return production;
    }

    /// <summary>Asks for a block on a base and returns the id of the pools' question.</summary>
    protected ulong AskForBlock(IActorRef production, ProposalBase @base, bool isPrepared = false)
    {
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(@base)));
        production.Tell(new ProduceBlock(9, @base.Slot, Reveal(@base)), TestActor);
        if (BlockAssembler.ExecutionParent(@base) is not null && !isPrepared)
        {
            Asked = Expect<ForkchoiceUpdated>();
        }

        var id = 0UL;
        for (var pool = 0; pool < 5; pool++)
        {
            id = Expect<PackForBlock>().RequestId;
        }

        return id;
    }

    /// <summary>Waits until production has taken what it was told.</summary>
    protected void Settle(IActorRef production)
    {
        production.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    /// <summary>The next thing that the test is told.</summary>
    protected T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
