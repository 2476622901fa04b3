using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Attests for each validator of ours that sits in a committee of the slot (`phase0/validator.md#attesting`). All votes of a slot are
/// signed by one request, and thus written by one transaction.
/// </summary>
internal sealed class AttesterActor : DutyActor
{
    /// <summary>Builds the attester; ids outlive its restarts.</summary>
    public AttesterActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids) => Receive<Attest>(attest => OnAttest(attest.Duty));

    /// <summary>Describes the attester.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new AttesterActor(settings, refs, ids));
    }

    private void OnAttest(DutyHead duty)
    {
        var votes = duty.Duties.Attesters;
        SignEach(
            [.. votes.Select(vote => DutySigning.Attestation(duty.State, duty.AttestationData(vote.Committee), vote.Pubkey))],
            outcomes => OnSigned(duty, votes, outcomes));
    }

    private void OnSigned(DutyHead duty, IReadOnlyList<AttesterDuty> votes, IReadOnlyList<(int Place, SigningOutcome Outcome)> outcomes)
    {
        foreach (var refused in outcomes.Where(static one => one.Outcome.Signature is null).GroupBy(static one => one.Outcome.Refusal))
        {
            Missed(DutyKind.Attestation, duty.Slot, [.. refused.Select(one => votes[one.Place].Validator)], refused.Key!);
        }

        foreach (var (place, outcome) in outcomes)
        {
            var vote = votes[place];
            if (outcome.Signature is { } signature)
            {
                Publish(duty, vote, signature);
            }
        }
    }

    private void Publish(DutyHead duty, AttesterDuty vote, BLSSignature signature)
    {
        var data = duty.AttestationData(vote.Committee);
        var subnet = Attesting.ComputeSubnetForAttestation(duty.State.Spec, duty.Duties.Committees, duty.Slot, vote.Committee);
        if (duty.State.ForkName >= ForkName.Electra)
        {
            var single = new SingleAttestation
            {
                CommitteeIndex = vote.Committee,
                AttesterIndex = vote.Validator,
                Data = data,
                Signature = signature,
            };
            Publish(single, DutyKind.Attestation, duty.Slot, vote.Validator, subnet);
        }
        else
        {
            var bits = BitList.Zeros(vote.CommitteeLength).SetItem(vote.Position, true);
            var attestation = new Attestation { AggregationBits = bits, Data = data, Signature = signature };
            Publish(attestation, DutyKind.Attestation, duty.Slot, vote.Validator, subnet);
        }
    }
}
