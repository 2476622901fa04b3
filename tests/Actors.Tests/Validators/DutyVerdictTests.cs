using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>
/// A duty is done when all verdicts on it are known, and else missed, whoever keeps silent. The test stands for signing, production and the
/// network.
/// </summary>
public sealed class DutyVerdictTests : PatientKit
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Gloas, 5);
    private static readonly OwnValidator Ours = new(3, Base.State.Validators[3].Pubkey);

    [Fact]
    public void ADutyThatSigningDoesNotAnswerIsMissed()
    {
        var attester = Start(AttesterActor.Props);
        attester.Tell(new Attest(HeadOf()));
        Expect<Sign>();
        Slot(attester, 6);
        Slot(attester, 7);
        Assert.Equal((DutyKind.Attestation, 5UL, Ours.Index, "signing did not answer"), ReportOf(Expect<DutyPerformed>()));
    }

    [Fact]
    public void ADutyOfWhichNothingIsHeardIsMissedThoughNoOtherFollows()
    {
        var attester = Start(AttesterActor.Props);
        attester.Tell(new Attest(HeadOf()));
        SignAll(attester);
        Expect<Publish>();
        Slot(attester, 7);
        Slot(attester, 8);
        Assert.Equal(
            (DutyKind.Attestation, 5UL, Ours.Index, "nothing was heard of the message"), ReportOf(Expect<DutyPerformed>()));
    }

    [Fact]
    public void TheOperatorHearsOnceASlotOfAllThatWasMissedForOneReason()
    {
        var other = new OwnValidator(4, Base.State.Validators[4].Pubkey);
        var attester = Start(AttesterActor.Props);
        var head = HeadOf();
        AttesterDuty[] seats = [.. head.Duties.Attesters, new(other.Index, other.Pubkey, 0, 4, 3)];
        attester.Tell(new Attest(head with { Duties = head.Duties with { Attesters = seats } }));
        SignAll(attester);
        EventFilter.Warning(start: "Attestation").Expect(0, () =>
        {
            foreach (var publish in (Publish[])[Expect<Publish>(), Expect<Publish>()])
            {
                attester.Tell(new Published(publish.Message, GossipDecision.Ignore, "too late"));
                Assert.Equal("the message was not sent: too late (Ignore)", Expect<DutyPerformed>().Reason);
            }
        });
        EventFilter.Warning("Attestation of slot 5 missed by 2 validators: the message was not sent: too late (Ignore)")
            .ExpectOne(() => Slot(attester, 6));
    }

    [Fact]
    public void AnAggregateThatProductionDoesNotAnswerIsMissed()
    {
        var aggregator = Start(AggregatorActor.Props);
        aggregator.Tell(new Aggregate(HeadOf()));
        SignAll(aggregator);
        Expect<ProduceAggregate>();
        Slot(aggregator, 6);
        Slot(aggregator, 7);
        Assert.Equal((DutyKind.Aggregate, 5UL, Ours.Index, "production did not answer"), ReportOf(Expect<DutyPerformed>()));
    }

    /// <summary>
    /// An aggregate that gossip ignores is done where its votes, its aggregator's or itself were out before; of one that nobody looked at
    /// nobody knows that.
    /// </summary>
    [Theory]
    [InlineData("covered", true, null)]
    [InlineData("seen", true, null)]
    [InlineData("repeat", true, null)]
    [InlineData("late", true, "the message was not sent: late (Ignore)")]
    [InlineData("seen", false, "the message was not sent: seen (Ignore)")]
    public void AnAggregateIsDoneWhereNothingIsLostByIt(string what, bool isJudged, string? reason)
    {
        var aggregator = Start(AggregatorActor.Props);
        aggregator.Tell(new Aggregate(HeadOf()));
        SignAll(aggregator);
        var ask = Expect<ProduceAggregate>();
        var aggregate = Attestation.Default(Base.State.Ssz) with { Data = AttestationData.Default(Base.State.Ssz) with { Slot = 5 } };
        aggregator.Tell(new AggregateProduced(ask.RequestId, aggregate));
        SignAll(aggregator);
        var message = Expect<Publish>().Message;
        aggregator.Tell(new Published(message, GossipDecision.Ignore, what)
        {
            IsCovered = what == "covered",
            WasSeen = what == "seen",
            IsRepeat = what == "repeat",
            IsJudged = isJudged,
        });
        Assert.Equal((DutyKind.Aggregate, 5UL, Ours.Index, reason), ReportOf(Expect<DutyPerformed>()));
    }

    [Fact]
    public void APayloadVoteThatProductionDoesNotAnswerIsMissed()
    {
        var ptc = Start(PtcActor.Props);
        ptc.Tell(new VoteOnPayload(HeadOf(), IsDue: true));
        Expect<ProducePayloadAttestationData>();
        Slot(ptc, 6);
        Assert.Equal((DutyKind.PayloadAttestation, 5UL, Ours.Index, "production did not answer"), ReportOf(Expect<DutyPerformed>()));
    }

    /// <summary>Who has seen no block of the slot says nothing (`gloas/validator.md#payload-timeliness-attestation`).</summary>
    [Theory]
    [InlineData(ProductionRefusal.NothingSeen, false, 0)]
    [InlineData(ProductionRefusal.Optimistic, true, 1)]
    public void APayloadVoteOfASlotWithoutABlockIsNotDueAndNoMiss(ProductionRefusal refusal, bool isDue, int lines)
    {
        var ptc = Start(PtcActor.Props);
        ptc.Tell(new VoteOnPayload(HeadOf(), IsDue: true));
        var ask = Expect<ProducePayloadAttestationData>();
        EventFilter.Warning(start: "PayloadAttestation of slot 5 missed").Expect(lines, () =>
        {
            ptc.Tell(new NotProduced(ask.RequestId, 5, refusal, "a reason"));
            Slot(ptc, 6);
            var performed = Expect<DutyPerformed>();
            Assert.Equal((isDue, false, "a reason"), (performed.IsDue, performed.IsDone, performed.Reason));
        });
    }

    [Fact]
    public void APayloadOfABlobThatIsNoneIsMissedAndTheOthersAreNot()
    {
        var builder = Start(BuilderActor.Props);
        var payload = Payload();
        var wrong = ByteList.Create([.. Enumerable.Repeat((byte)255, KzgSizes.BytesPerBlob)]);
        builder.Tell(payload with { Built = payload.Built with { Blobs = payload.Built.Blobs with { Blobs = [wrong] } } });
        Slot(builder, 6);
        Assert.Contains("blob 0 of the built payload is none", ReportOf(Expect<DutyPerformed>()).Reason, StringComparison.Ordinal);
        builder.Tell(payload with { Built = payload.Built with { Blobs = payload.Built.Blobs with { Proofs = [] } } });
        Assert.Contains("and 0 proofs", ReportOf(Expect<DutyPerformed>()).Reason, StringComparison.Ordinal);
        builder.Tell(payload);
        Sys.EventStream.Publish(new BlockImported(
            payload.Block, payload.BlockRoot, Base.State, Source.Own.Instance, TimeSpan.Zero, DateTimeOffset.UnixEpoch, false));
        SignAll(builder);
        Expect<Publish>();
    }

    [Fact]
    public void APayloadWhoseBlockIsNeverImportedIsMissed()
    {
        var builder = Start(BuilderActor.Props);
        builder.Tell(Payload());
        Slot(builder, 6);
        Slot(builder, 7);
        var (kind, slot, _, reason) = ReportOf(Expect<DutyPerformed>());
        Assert.Equal((DutyKind.Payload, 5UL, "its block was not imported by the end of the next slot"), (kind, slot, reason));
    }

    [Theory]
    [InlineData(GossipDecision.Reject, false, true, false)]
    [InlineData(GossipDecision.Ignore, false, true, false)]
    [InlineData(GossipDecision.Ignore, true, false, false)]
    [InlineData(GossipDecision.Ignore, true, true, true)]
    [InlineData(GossipDecision.Accept, false, true, true)]
    public void APayloadIsDeliveredOnceItsEnvelopeAndAllColumnsAreAcceptedOrWereThereBefore(
        GossipDecision ofColumn, bool wasSeen, bool isJudged, bool isDone)
    {
        var builder = Start(BuilderActor.Props);
        var payload = Payload();
        builder.Tell(payload);
        Sys.EventStream.Publish(new BlockImported(
            payload.Block, payload.BlockRoot, Base.State, Source.Own.Instance, TimeSpan.Zero, DateTimeOffset.UnixEpoch, false));
        SignAll(builder);
        var messages = Enumerable.Range(0, KzgSizes.CellsPerExtBlob + 1).Select(_ => Expect<Publish>().Message).ToArray();
        Assert.IsType<SignedExecutionPayloadEnvelope>(messages[^1]);
        foreach (var message in messages[1..])
        {
            builder.Tell(new Published(message, GossipDecision.Accept, null));
        }

        builder.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
        builder.Tell(new Published(messages[0], ofColumn, "no") { WasSeen = wasSeen, IsJudged = isJudged });
        var report = Expect<DutyPerformed>();
        Assert.Equal((DutyKind.Payload, isDone), (report.Kind, report.IsDone));
    }

    private static (DutyKind Kind, Slot Slot, ValidatorIndex Validator, string? Reason) ReportOf(DutyPerformed duty) =>
        (duty.Kind, duty.Slot, duty.Validator, duty.Reason);

    private static DutyHead HeadOf()
    {
        var data = Attesting.GetAttestationData(Base.State, new Root([.. new byte[31], 1]), 4, true, Base.Slot, 0);
        AttesterDuty[] seat = [new(Ours.Index, Ours.Pubkey, 0, 4, 2)];
        return new DutyHead(Base.Slot, Base.State, data, new SlotDuties(1, seat, [], [Ours]));
    }

    private static Deliver Payload()
    {
        var (blob, _) = TestBlobs.Create();
        var block = SignedBeaconBlock.Default(Base.State.Ssz);
        block = block with { Message = block.Message with { Slot = 5, ProposerIndex = Ours.Index } };
        var blobs = new BuiltBlobs([blob.Commitment], [.. blob.CellProofs], [blob.Blob]);
        var payload = ExecutionPayload.Default(Base.State.Ssz);
        return new Deliver(block, new Root([.. new byte[31], 9]), new PayloadBuilt(1, payload, default, blobs, null, null), Ours.Pubkey);
    }

    private static void Slot(IActorRef actor, Slot slot) => actor.Tell(new SlotStarted(slot, 0, DateTimeOffset.UnixEpoch));

    private IActorRef Start(Func<ValidatorSettings, ValidatorRefs, Props> props)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Schedule = new SlotSchedule(Base.State.Spec, Base.State.GenesisTime),
            Pubkeys = [Ours.Pubkey],
            Kzg = new ManagedKzg(),
        };
        var actor = Sys.ActorOf(props(settings, new ValidatorRefs(TestActor, TestActor, TestActor, TestActor)));
        actor.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
        return actor;
    }

    private void SignAll(IActorRef actor)
    {
        var ask = Expect<Sign>();
        actor.Tell(new Signed(ask.RequestId, [.. ask.Messages.Select(static _ => new SigningOutcome(default(BLSSignature), null))]));
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
