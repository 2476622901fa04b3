using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Production;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>The test stands for chain, pools and whoever asks: each question is answered once.</summary>
public sealed class QuestionTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Gloas, 5);
    private static readonly ChainView View = TestViews.On(Base);
    private static readonly Root Block = new([.. new byte[31], 7]);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void AttestationDataWaitsForTheViewTheAskerHasSeen()
    {
        var production = Start();
        Show(View);
        production.Tell(new ProduceAttestationData(4, 5, 0, Block), TestActor);
        Settle(production);
        var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = 5 } };
        Show(View with
        {
            Head = View.Head with { Root = Block, Block = block },
            Blocks = View.Blocks.Add(Block, TestViews.BlockOf(block, Block, Base.State)),
        });
        var answer = Expect<AttestationDataProduced>();
        Assert.Equal((4UL, Block), (answer.RequestId, answer.Data.BeaconBlockRoot));
        Show(View);
        Silence(production);
    }

    [Fact]
    public void WhatNeverComesIsRefusedWithinASlotAndOnce()
    {
        var production = Start();
        Show(View);
        production.Tell(new ProduceAttestationData(4, 5, 0, Block), TestActor);
        production.Tell(new ProduceAggregate(6, 5, 0, Block), TestActor);
        var question = Expect<GetAggregate>();
        Settle(production);
        Scheduler.Advance(TimeSpan.FromMilliseconds(Base.State.Spec.Config.SlotDurationMs));
        NotProduced[] answers = [Expect<NotProduced>(), Expect<NotProduced>()];
        Assert.Equal<IEnumerable<ulong>>([4, 6], answers.Select(static answer => answer.RequestId).Order());
        Assert.All(answers, static answer => Assert.Equal(ProductionRefusal.TooLate, answer.Refusal));

        // What comes after all is too late.
        production.Tell(new AggregateFound(question.RequestId, Attestation.Default(Base.State.Ssz)));
        Silence(production);
    }

    [Fact]
    public void AggregatesAndContributionsAreThePoolsAndNothingSeenIsARefusal()
    {
        var production = Start();
        Show(View);
        production.Tell(new ProduceAggregate(1, 5, 2, Block), TestActor);
        var get = Expect<GetAggregate>();
        Assert.Equal((5UL, 2UL, Block), (get.Slot, get.CommitteeIndex, get.AttestationDataRoot));
        var aggregate = Attestation.Default(Base.State.Ssz);
        production.Tell(new AggregateFound(get.RequestId, aggregate));
        Assert.Equal(new AggregateProduced(1, aggregate), Expect<AggregateProduced>());

        production.Tell(new ProduceAggregate(2, 5, 2, Block), TestActor);
        production.Tell(new AggregateFound(Expect<GetAggregate>().RequestId, null));
        Assert.Equal((2UL, ProductionRefusal.NothingSeen), RefusalOf(Expect<NotProduced>()));

        production.Tell(new ProduceSyncCommitteeContribution(3, 5, 1, Block), TestActor);
        var ask = Expect<GetContribution>();
        Assert.Equal((5UL, 1UL, Block), (ask.Slot, ask.SubcommitteeIndex, ask.BlockRoot));
        var contribution = new SyncCommitteeContribution { Slot = 5, SubcommitteeIndex = 1, AggregationBits = BitList.Zeros(8) };
        production.Tell(new ContributionFound(ask.RequestId, contribution));
        Assert.Equal(new SyncCommitteeContributionProduced(3, contribution), Expect<SyncCommitteeContributionProduced>());

        production.Tell(new ProduceSyncCommitteeContribution(4, 6, 1, Block), TestActor);
        Assert.Equal((4UL, ProductionRefusal.FutureSlot), RefusalOf(Expect<NotProduced>()));
    }

    [Fact]
    public void BeyondTheBoundAQuestionIsRefusedAtOnce()
    {
        var production = Start();
        Show(View);
        production.Tell(new ProduceAggregate(1, 5, 0, Block), TestActor);
        production.Tell(new ProduceAggregate(2, 5, 1, Block), TestActor);
        var first = Expect<GetAggregate>();
        Expect<GetAggregate>();
        production.Tell(new ProduceAggregate(3, 5, 2, Block), TestActor);
        Assert.Equal((3UL, ProductionRefusal.Overloaded), RefusalOf(Expect<NotProduced>()));
        production.Tell(new AggregateFound(first.RequestId, null));
        Expect<NotProduced>();
        production.Tell(new ProducePayloadAttestationData(4, 5), TestActor);
        Assert.Equal((4UL, ProductionRefusal.NothingSeen), RefusalOf(Expect<NotProduced>()));
    }

    [Fact]
    public void ABlockWhoseStateIsAFewSlotsShortHasItAdvancedByThePoolOfWork()
    {
        var production = Start();
        Show(View with { AdvancedStates = View.AdvancedStates.Clear() });
        production.Tell(new ProduceBlock(9, 5, default), TestActor);
        var work = Expect<AdvanceSlots>();
        Assert.Equal((5UL, View.Head.State), (work.Slot, work.PreState));
        Show(View with { AdvancedStates = View.AdvancedStates.Clear() });
        production.Tell(new SlotsAdvanced(work.RequestId, Base.State, null));
        Assert.Equal(Base.ParentRoot, FishForMessage<PackForBlock>(static _ => true).Base.ParentRoot);
    }

    private static (ulong RequestId, ProductionRefusal Refusal) RefusalOf(NotProduced answer) => (answer.RequestId, answer.Refusal);

    private IActorRef Start()
    {
        Scheduler.AdvanceTo(DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds() + 1));
        var genesis = Scheduler.Now - (TimeSpan.FromMilliseconds(Base.State.Spec.Config.SlotDurationMs) * 5);
        var settings = new ProductionSettings
        {
            Spec = Base.State.Spec,
            Schedule = new SlotSchedule(Base.State.Spec, (ulong)genesis.ToUnixTimeSeconds()),
            Questions = 2,
        };
        var pools = new PoolRefs(TestActor, TestActor, TestActor, TestActor, TestActor);
        var production = Sys.ActorOf(ProductionActor.Props(settings, new ProductionRefs(TestActor, TestActor, TestActor, pools)));
        Expect<GetChainView>();
        return production;
    }

    private void Show(ChainView view) => Sys.EventStream.Publish(new ChainViewChanged(view));

    private void Silence(IActorRef production)
    {
        production.Tell(new Identify(1), TestActor);
        Expect<ActorIdentity>();
    }

    private void Settle(IActorRef production) => Silence(production);

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
