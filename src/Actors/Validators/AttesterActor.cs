using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Attests for each validator of ours that sits in a committee of the slot (`phase0/validator.md#attesting`). All votes of a slot are
/// signed by one request, and thus written by one transaction.
/// </summary>
internal sealed class AttesterActor : DutyActor
{
    /// <summary>An attester.</summary>
    public AttesterActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids) => Receive<Attest>(attest => OnAttest(attest.Duty));

    /// <summary>Makes the props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new AttesterActor(settings, refs, ids));
    }

    private void OnAttest(DutyHead duty)
    {
        var state = duty.State;
        var own = Own.In(state);
        var votes = new List<Vote>();
        for (CommitteeIndex index = 0; index < duty.Committees; index++)
        {
            var data = duty.AttestationData(index);
            var committee = Accessors.GetBeaconCommittee(state, duty.Slot, index);
            for (var position = 0; position < committee.Length; position++)
            {
                if (own.TryGetValue(committee[position], out var pubkey))
                {
                    votes.Add(new Vote(committee[position], pubkey, index, position, committee.Length, data));
                }
            }
        }

        Sign(
            [.. votes.Select(vote => DutySigning.Attestation(state, vote.Data, vote.Pubkey))], outcomes => OnSigned(duty, votes, outcomes));
    }

    private void OnSigned(DutyHead duty, List<Vote> votes, IReadOnlyList<SigningOutcome> outcomes)
    {
        var signed = votes.Zip(outcomes).ToArray();
        foreach (var refused in signed.Where(static vote => vote.Second.Signature is null).GroupBy(static vote => vote.Second.Refusal))
        {
            Missed(DutyKind.Attestation, duty.Slot, [.. refused.Select(static vote => vote.First.Validator)], refused.Key!);
        }

        foreach (var (vote, outcome) in signed)
        {
            if (outcome.Signature is { } signature)
            {
                Publish(duty, vote, signature);
            }
        }
    }

    private void Publish(DutyHead duty, Vote vote, BLSSignature signature)
    {
        var subnet = Attesting.ComputeSubnetForAttestation(duty.State.Spec, duty.Committees, duty.Slot, vote.Committee);
        if (duty.State.ForkName >= ForkName.Electra)
        {
            var single = new SingleAttestation
            {
                CommitteeIndex = vote.Committee,
                AttesterIndex = vote.Validator,
                Data = vote.Data,
                Signature = signature,
            };
            Publish(single, DutyKind.Attestation, duty.Slot, vote.Validator, subnet);
        }
        else
        {
            var bits = BitList.Zeros(vote.CommitteeLength).SetItem(vote.Position, true);
            var attestation = new Attestation { AggregationBits = bits, Data = vote.Data, Signature = signature };
            Publish(attestation, DutyKind.Attestation, duty.Slot, vote.Validator, subnet);
        }
    }

    private sealed record Vote(
        ValidatorIndex Validator, BLSPubkey Pubkey, CommitteeIndex Committee, int Position, int CommitteeLength, AttestationData Data);
}
