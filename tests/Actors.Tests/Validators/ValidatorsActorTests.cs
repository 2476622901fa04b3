using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Tests.Production;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>When duties are begun, and what becomes of those that cannot be. The test stands for chain, production and signing.</summary>
public sealed class ValidatorsActorTests() : PatientKit(NodeConfig.Layered())
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Altair, 5);
    private static readonly ChainView View = TestViews.On(Base);

    [Fact]
    public void DutiesThatProductionRefusesAreAskedForAgainAndMissedWithTheReason()
    {
        var validators = Start(isLate: false, isOurs: true);
        Begin(validators);
        var first = Expect<ProduceAttestationData>();
        Assert.Equal((5UL, View.Head.Root), (first.Slot, first.SeenHead));
        validators.Tell(new NotProduced(first.RequestId, 5, ProductionRefusal.Optimistic, "not decided"));
        validators.Tell(new ChainViewChanged(View with { BuildsOnFullInNextSlot = false }));
        var second = Expect<ProduceAttestationData>();
        validators.Tell(new NotProduced(second.RequestId, 5, ProductionRefusal.Optimistic, "still not decided"));

        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        validators.Tell(new SlotStarted(6, 0, DateTimeOffset.UnixEpoch));
        var attesters = new DutyPlanner(Base.State.Spec, new OwnValidators(Keys));
        attesters.Update(View, 5, isAhead: false);
        var plan = attesters.At(5)!;
        Assert.NotEmpty(plan.Attesters);
        Assert.NotEmpty(plan.SyncCommittee);
        var missed = Enumerable.Range(0, plan.Attesters.Count + plan.SyncCommittee.Count).Select(_ => Expect<DutyPerformed>()).ToArray();
        Assert.All(missed, static duty => Assert.Equal((5UL, "still not decided"), (duty.Slot, duty.Reason)));
        Assert.Equal(
            plan.Attesters.Select(static duty => duty.Validator),
            missed.Where(static duty => duty.Kind == DutyKind.Attestation).Select(static duty => duty.Validator));
    }

    [Fact]
    public void ANodeThatStartsLateInASlotAttestsAllTheSame()
    {
        var validators = Start(isLate: true, isOurs: true);

        // Nobody says what slot it is: the clock did before anybody listened.
        validators.Tell(new ChainViewChanged(View));
        FishForMessage<ProduceAttestationData>(static ask => ask.Slot >= 5, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void SlotsThatBeganBeforeTheNodeWasReadyAreOneLineAndNoMissedDuty()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));
        var validators = Start(isLate: true, isOurs: true);
        validators.Tell(new SlotStarted(6, 0, DateTimeOffset.UnixEpoch));
        validators.Tell(new DutyDue(6, DutyPoint.Attestation, DateTimeOffset.UnixEpoch));
        validators.Tell(new ChainViewChanged(View));
        var late = LineAndQuestion($"{6 - View.Head.Slot} slots began before the node was ready");
        Assert.Equal(6UL, late.Slot);
        validators.Tell(new NotProduced(late.RequestId, 6, ProductionRefusal.UnknownSlot, "slot 6 is over"));

        // What was late is missed by nobody; what the node was there for is.
        validators.Tell(new SlotStarted(7, 0, DateTimeOffset.UnixEpoch));
        validators.Tell(new DutyDue(7, DutyPoint.Attestation, DateTimeOffset.UnixEpoch));
        var question = Expect<ProduceAttestationData>();
        Assert.Equal(7UL, question.Slot);
        validators.Tell(new NotProduced(question.RequestId, 7, ProductionRefusal.NoHead, "not loaded"));
        validators.Tell(new SlotStarted(8, 1, DateTimeOffset.UnixEpoch));
        Assert.Equal(7UL, Expect<DutyPerformed>().Slot);
    }

    [Fact]
    public void ANodeWithoutKeysAsksNobody()
    {
        var validators = Start(isLate: false, isOurs: false);
        Begin(validators);
        validators.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private static IReadOnlyList<BLSPubkey> Keys => [.. Base.State.Validators.Select(static validator => validator.Pubkey)];

    private static void Begin(IActorRef validators)
    {
        validators.Tell(new ChainViewChanged(View with { Head = View.Head with { IsOptimistic = true } }));
        validators.Tell(new SlotStarted(5, 0, DateTimeOffset.UnixEpoch));
        validators.Tell(new ChainViewChanged(View with { Head = View.Head with { IsOptimistic = true } }));
        validators.Tell(new DutyDue(5, DutyPoint.Attestation, DateTimeOffset.UnixEpoch));
    }

    private IActorRef Start(bool isLate, bool isOurs)
    {
        // Who is here is told, not asked.
        IgnoreMessages(static message => message is ProposersHere);

        // The clock of this system stands in slot 5 or far behind it.
        var slot = TimeSpan.FromMilliseconds(Base.State.Spec.Config.SlotDurationMs);
        var genesis = DateTimeOffset.UtcNow - (isLate ? slot * 5.5 : slot * 2);
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Schedule = new SlotSchedule(Base.State.Spec, (ulong)genesis.ToUnixTimeSeconds()),
            Pubkeys = isOurs ? Keys : [],
            Kzg = new ManagedKzg(),
        };
        var nobody = Sys.DeadLetters;
        var validators = Sys.ActorOf(ValidatorsActor.Props(settings, new ValidatorRefs(TestActor, nobody, TestActor, nobody)));
        Expect<GetChainView>();
        return validators;
    }

    // The line and the question, in whichever order they come, and no warning and no duty beside them.
    private ProduceAttestationData LineAndQuestion(string text)
    {
        var hasLine = false;
        List<string> lines = [];
        ProduceAttestationData? question = null;
        while (!hasLine || question is null)
        {
            switch (ReceiveOne(TimeSpan.FromSeconds(30)))
            {
                case Info line:
                    lines.Add($"{line.Message}");
                    hasLine |= lines[^1] == text;
                    break;
                case ProduceAttestationData asked:
                    question = asked;
                    break;
                case var other:
                    Assert.Fail($"{other ?? "nothing"} came, the lines: {string.Join("; ", lines)}, the question: {question}");
                    break;
            }
        }

        Sys.EventStream.Unsubscribe(TestActor, typeof(Info));
        Sys.EventStream.Unsubscribe(TestActor, typeof(Warning));
        return question;
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
