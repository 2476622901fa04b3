using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Votes on the slot's payload for each validator of ours in the payload timeliness committee, gloas on: as soon as payload and blobs are
/// there, else when it is due (`gloas/validator.md#payload-timeliness-attestation`). A restart may vote again, with the same vote.
/// </summary>
internal sealed class PtcActor : DutyActor
{
    private readonly ValidatorRefs _refs;
    private VoteOnPayload? _asked;
    private Slot? _voted;

    /// <summary>The members.</summary>
    public PtcActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        _refs = refs;
        Receive<VoteOnPayload>(OnVote);
        Receive<PayloadTimeliness>(OnTimeliness);
    }

    /// <summary>Makes the props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new PtcActor(settings, refs, ids));
    }

    private void OnVote(VoteOnPayload vote)
    {
        if (_voted == vote.Duty.Slot || vote.Duty.State.ForkName < ForkName.Gloas || MembersOf(vote.Duty).Length == 0)
        {
            return;
        }

        _asked = vote;
        _refs.Chain.Tell(new GetPayloadTimeliness(vote.Duty.Slot));
    }

    private void OnTimeliness(PayloadTimeliness seen)
    {
        if (_asked is not { Duty: { } duty } asked || duty.Slot != seen.Slot || _voted == seen.Slot)
        {
            return;
        }

        if (!asked.IsDue && !(seen.PayloadPresent && seen.BlobDataAvailable))
        {
            return;
        }

        _voted = seen.Slot;
        var members = MembersOf(duty);
        if (seen.BlockRoot is not { } blockRoot)
        {
            Missed(
                DutyKind.PayloadAttestation, duty.Slot, [.. members.Select(static member => member.Key)], "no block was seen in the slot");
            return;
        }

        var data = new PayloadAttestationData
        {
            BeaconBlockRoot = blockRoot,
            Slot = seen.Slot,
            PayloadPresent = seen.PayloadPresent,
            BlobDataAvailable = seen.BlobDataAvailable,
        };
        Sign([.. members.Select(member => DutySigning.PayloadAttestation(duty.State, data, member.Value))], outcomes =>
        {
            foreach (var (member, outcome) in members.Zip(outcomes))
            {
                PublishOrMiss(
                    outcome,
                    signature => new PayloadAttestationMessage { ValidatorIndex = member.Key, Data = data, Signature = signature },
                    DutyKind.PayloadAttestation,
                    duty.Slot,
                    member.Key);
            }
        });
    }

    // A member may sit several times and votes once.
    private KeyValuePair<ValidatorIndex, BLSPubkey>[] MembersOf(DutyHead duty)
    {
        var ptc = Accessors.GetPtc(duty.State, duty.Slot);
        var seats = new HashSet<ValidatorIndex>(ptc);
        return [.. Own.In(duty.State).Where(own => seats.Contains(own.Key))];
    }
}
