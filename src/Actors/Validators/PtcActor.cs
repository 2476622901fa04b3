using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Votes on the slot's payload for each validator of ours in the payload timeliness committee, gloas on: as soon as payload and blobs are there, else when it is due
/// (`gloas/validator.md#payload-timeliness-attestation`). A restart may vote again, with the same vote.
/// </summary>
public sealed class PtcActor : ReceiveActor
{
    private readonly ValidatorRefs _refs;
    private readonly OwnValidators _own;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private VoteOnPayload? _asked;
    private Slot? _voted;

    /// <summary>The members.</summary>
    public PtcActor(ValidatorSettings settings, ValidatorRefs refs)
    {
        _refs = refs;
        _own = new OwnValidators(settings.Signer);
        Receive<VoteOnPayload>(OnVote);
        Receive<PayloadTimeliness>(OnTimeliness);
        Receive<Published>(static _ => { });
    }

    /// <summary>Props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs) => Akka.Actor.Props.Create(() => new PtcActor(settings, refs));

    private void OnVote(VoteOnPayload vote)
    {
        if (_voted == vote.Duty.Slot || vote.Duty.State.ForkName < ForkName.Gloas || !MembersOf(vote.Duty).Any())
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
        if (seen.BlockRoot is not { } blockRoot)
        {
            DutyReport.Missed(
                Context, _log, DutyKind.PayloadAttestation, duty.Slot, [.. MembersOf(duty).Select(static member => member.Key)], "no block was seen in the slot");
            return;
        }

        foreach (var (validator, pubkey) in MembersOf(duty))
        {
            var data = new PayloadAttestationData
            {
                BeaconBlockRoot = blockRoot,
                Slot = seen.Slot,
                PayloadPresent = seen.PayloadPresent,
                BlobDataAvailable = seen.BlobDataAvailable,
            };
            var message = new PayloadAttestationMessage { ValidatorIndex = validator, Data = data };
            message = message with { Signature = PayloadTimelinessVoting.GetPayloadAttestationMessageSignature(duty.State, message, _own.SignerOf(pubkey)) };
            _refs.Publish.Tell(new Publish(message));
            DutyReport.Done(Context, DutyKind.PayloadAttestation, duty.Slot, validator);
        }
    }

    // A member may sit several times and votes once.
    private IEnumerable<KeyValuePair<ValidatorIndex, BLSPubkey>> MembersOf(DutyHead duty)
    {
        var ptc = Accessors.GetPtc(duty.State, duty.Slot);
        var seats = new HashSet<ValidatorIndex>(ptc);
        return _own.In(duty.State).Where(own => seats.Contains(own.Key));
    }
}
