using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>
/// What nobody has seen when it is due is asked for again while the slot lasts. The test stands for production and signing.
/// </summary>
public sealed class SelectedDutyTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Gloas, 5);
    private static readonly BLSPubkey Key = Base.State.Validators[3].Pubkey;
    private static readonly TimeSpan SlotTime = TimeSpan.FromMilliseconds(Base.State.Spec.Config.SlotDurationMs);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void AnAggregateThatComesALittleLaterIsPublished()
    {
        var aggregator = Start(AggregatorActor.Props, new Aggregate(HeadOf()));
        var first = Expect<ProduceAggregate>();
        Refuse(aggregator, first, ProductionRefusal.NothingSeen);
        Scheduler.Advance(SlotTime / 16);
        Assert.Equal(first, Expect<ProduceAggregate>());
        aggregator.Tell(new AggregateProduced(first.RequestId, Attestation.Default(Base.State.Ssz)));
        Expect<Sign>();
    }

    [Fact]
    public void AContributionThatNeverComesIsMissedOnceTheSlotIsOver()
    {
        var members = Start(SyncCommitteeActor.Props, new Contribute(HeadOf()));
        var ask = Expect<ProduceSyncCommitteeContribution>();
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        for (var tries = 0; tries < 3; tries++)
        {
            Refuse(members, ask, ProductionRefusal.NothingSeen);
            Scheduler.Advance(SlotTime / 16);
            ask = Expect<ProduceSyncCommitteeContribution>();
        }

        Refuse(members, ask, ProductionRefusal.NothingSeen);
        members.Tell(new SlotStarted(6, 0, Scheduler.Now));
        Assert.Equal((DutyKind.SyncContribution, 5UL, "NothingSeen"), ReportOf(Expect<DutyPerformed>()));
        Scheduler.Advance(SlotTime);
        members.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    [Fact]
    public void AnotherRefusalIsTheEndOfIt()
    {
        var members = Start(SyncCommitteeActor.Props, new Contribute(HeadOf()));
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        var ask = Expect<ProduceSyncCommitteeContribution>();
        members.Tell(new NotProduced(ask.RequestId, 5, ProductionRefusal.Optimistic, "Optimistic"));
        Assert.Equal((DutyKind.SyncContribution, 5UL, "Optimistic"), ReportOf(Expect<DutyPerformed>()));
    }

    [Fact]
    public void WhoseSelectionProofIsRefusedMissesWithTheReasonOnce()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        var head = HeadOf();
        var duties = new SlotDuties(1, head.Duties.Attesters, [new SyncDuty(3, Key, [1, 2])], []);
        var members = Start(SyncCommitteeActor.Props, new Contribute(head with { Duties = duties }), 2, "the signer cannot be reached");
        const string Reason = "no selection proof: the signer cannot be reached";
        Assert.Equal((DutyKind.SyncContribution, 5UL, Reason), ReportOf(Expect<DutyPerformed>()));
        members.Tell(new SlotStarted(6, 0, Scheduler.Now));
        members.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private static (DutyKind Kind, Slot Slot, string? Reason) ReportOf(DutyPerformed duty) => (duty.Kind, duty.Slot, duty.Reason);

    private static DutyHead HeadOf()
    {
        var data = Attesting.GetAttestationData(Base.State, new Root([.. new byte[31], 1]), 4, true, Base.Slot, 0);
        return new DutyHead(
            Base.Slot, Base.State, data, new SlotDuties(1, [new AttesterDuty(3, Key, 0, 4, 2)], [new SyncDuty(3, Key, [1])], []));
    }

    private void Refuse(IActorRef actor, IProductionQuestion ask, ProductionRefusal refusal)
    {
        actor.Tell(new NotProduced(ask.RequestId, ask.Slot, refusal, refusal.ToString()));
        actor.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    /// <summary>Begins a duty in its slot, and signs or refuses selection proofs; in committees this small everybody is selected.</summary>
    private IActorRef Start(
        Func<ValidatorSettings, ValidatorRefs, Props> props, object task, int proofs = 1, string? refusal = null)
    {
        Scheduler.AdvanceTo(DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds() + 1));
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Schedule = new SlotSchedule(Base.State.Spec, (ulong)(Scheduler.Now - (SlotTime * 5)).ToUnixTimeSeconds()),
            Pubkeys = [Key],
            Kzg = new ManagedKzg(),
        };
        var actor = Sys.ActorOf(props(settings, new ValidatorRefs(TestActor, TestActor, TestActor, TestActor)));
        actor.Tell(task);
        var outcome = new SigningOutcome(refusal is null ? default(BLSSignature) : null, refusal);
        actor.Tell(new Signed(Expect<Sign>().RequestId, [.. Enumerable.Repeat(outcome, proofs)]));
        return actor;
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
