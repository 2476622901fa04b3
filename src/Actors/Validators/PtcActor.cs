using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Votes on the slot's payload for each validator of ours in the payload timeliness committee, gloas on: as soon as payload and blobs are
/// there, else when it is due (`gloas/validator.md#payload-timeliness-attestation`). A restart may vote again, with the same vote.
/// </summary>
internal sealed class PtcActor : DutyActor
{
    private readonly ValidatorRefs _refs;
    private readonly RequestIds _ids;
    private (ulong Id, VoteOnPayload Vote)? _asked;
    private Slot? _voted;

    /// <summary>Builds the members of payload timeliness committees; ids outlive its restarts.</summary>
    public PtcActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        _refs = refs;
        _ids = ids;
        Receive<VoteOnPayload>(OnVote);
        Receive<PayloadAttestationDataProduced>(OnProduced);
        Receive<NotProduced>(OnNotProduced);
    }

    /// <summary>Describes the members of payload timeliness committees.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new PtcActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override void OnSlot(Slot slot)
    {
        if (_asked is { Vote: { IsDue: true, Duty: { } duty } } && _voted != duty.Slot)
        {
            var members = duty.Duties.PayloadTimelinessCommittee;
            Missed(DutyKind.PayloadAttestation, duty.Slot, [.. members.Select(static member => member.Index)], "production did not answer");
        }

        _asked = null;
    }

    /// <inheritdoc/>
    protected override IEnumerable<(DutyKind Kind, Slot Slot, ValidatorIndex Validator)> Begun() =>
        _asked is { Vote: { IsDue: true, Duty: { } duty } } && _voted != duty.Slot
            ? base.Begun().Concat(duty.Duties.PayloadTimelinessCommittee.Select(
                member => (DutyKind.PayloadAttestation, duty.Slot, member.Index)))
            : base.Begun();

    private void OnVote(VoteOnPayload vote)
    {
        if (_voted == vote.Duty.Slot || vote.Duty.Duties.PayloadTimelinessCommittee.Count == 0)
        {
            return;
        }

        var id = _ids.Next();
        _asked = (id, vote);
        _refs.Production.Tell(new ProducePayloadAttestationData(id, vote.Duty.Slot));
    }

    private void OnNotProduced(NotProduced nothing)
    {
        if (_asked is { Vote: { IsDue: true, Duty: { } duty } } asked && asked.Id == nothing.RequestId && _voted != duty.Slot)
        {
            _voted = duty.Slot;
            IReadOnlyList<ValidatorIndex> members = [.. duty.Duties.PayloadTimelinessCommittee.Select(static member => member.Index)];
            if (nothing.Refusal == ProductionRefusal.NothingSeen)
            {
                // Who has seen no block of the slot says nothing.
                DutyReport.NotDue(Context, DutyKind.PayloadAttestation, duty.Slot, members, nothing.Reason);
                return;
            }

            Missed(DutyKind.PayloadAttestation, duty.Slot, members, nothing.Reason);
        }
    }

    private void OnProduced(PayloadAttestationDataProduced produced)
    {
        var data = produced.Data;
        if (_asked is not { Vote: { Duty: { } duty } vote } asked || asked.Id != produced.RequestId || _voted == duty.Slot)
        {
            return;
        }

        if (!vote.IsDue && !(data.PayloadPresent && data.BlobDataAvailable))
        {
            return;
        }

        _voted = duty.Slot;
        var members = duty.Duties.PayloadTimelinessCommittee;
        if (Faults.Due(FaultKind.WrongPtcVote, duty.Slot) is not null)
        {
            data = data with { PayloadPresent = !data.PayloadPresent, BlobDataAvailable = !data.PayloadPresent };
            var who = members.Count == 1 ? "1 member votes" : $"{members.Count} members vote";
            Faults.Did(FaultKind.WrongPtcVote, duty.Slot, $"{who} that the payload is {(data.PayloadPresent ? "there" : "missing")}");
        }

        SignEach([.. members.Select(member => DutySigning.PayloadAttestation(duty.State, data, member.Pubkey))], outcomes =>
        {
            foreach (var (place, outcome) in outcomes)
            {
                var member = members[place];
                PublishOrMiss(
                    outcome,
                    signature => new PayloadAttestationMessage { ValidatorIndex = member.Index, Data = data, Signature = signature },
                    DutyKind.PayloadAttestation,
                    duty.Slot,
                    member.Index);
            }
        });
    }
}
