using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>Attests for each validator of ours that sits in a committee of the slot (`phase0/validator.md#attesting`). A restart reads what was signed from storage.</summary>
public sealed class AttesterActor : ProtectedActor
{
    private readonly ValidatorRefs _refs;
    private readonly OwnValidators _own;

    /// <summary>An attester.</summary>
    public AttesterActor(ValidatorSettings settings, ValidatorRefs refs)
        : base(refs.Storage, "slashing-protection/attestations")
    {
        _refs = refs;
        _own = new OwnValidators(settings.Signer);
        Receive<Attest>(attest => OnAttest(attest.Duty));
    }

    /// <summary>Props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs) => Akka.Actor.Props.Create(() => new AttesterActor(settings, refs));

    private void OnAttest(DutyHead duty)
    {
        if (Protection is null)
        {
            AskForPast();
        }

        var state = duty.State;
        var own = _own.In(state);
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, duty.Slot);
        var votes = new List<Vote>();
        var slashable = new List<ValidatorIndex>();
        for (CommitteeIndex index = 0; index < Accessors.GetCommitteeCountPerSlot(state, epoch); index++)
        {
            var data = Attesting.GetAttestationData(state, duty.Head.Root, duty.Head.Slot, duty.Head.PayloadStatus == HeadPayloadStatus.Full, duty.Slot, index);
            var committee = Accessors.GetBeaconCommittee(state, duty.Slot, index);
            for (var position = 0; position < committee.Length; position++)
            {
                if (!own.TryGetValue(committee[position], out var pubkey))
                {
                    continue;
                }

                var vote = new Vote(committee[position], pubkey, index, position, committee.Length, data);
                if (IsAllowed(duty, vote))
                {
                    votes.Add(vote);
                }
                else
                {
                    slashable.Add(vote.Validator);
                }
            }
        }

        DutyReport.Missed(
            Context, Log, DutyKind.Attestation, duty.Slot, slashable, Protection is null ? "what was signed before has not been read yet" : "they could be slashed for it");
        if (votes.Count > 0)
        {
            AfterStored(() => Publish(duty, votes));
        }
    }

    private bool IsAllowed(DutyHead duty, Vote vote)
    {
        var data = vote.Data;
        var domain = Accessors.GetDomain(duty.State, Constants.DomainBeaconAttester, data.Target.Epoch);
        return Protection?.TryNoteAttestation(vote.Pubkey, data.Source.Epoch, data.Target.Epoch, Misc.ComputeSigningRoot(data, domain, duty.State.Ssz)) == true;
    }

    private void Publish(DutyHead duty, List<Vote> votes)
    {
        var spec = duty.State.Spec;
        var perSlot = Accessors.GetCommitteeCountPerSlot(duty.State, Misc.ComputeEpochAtSlot(spec.Preset, duty.Slot));
        foreach (var vote in votes)
        {
            var signature = Attesting.GetAttestationSignature(duty.State, vote.Data, _own.SignerOf(vote.Pubkey));
            var subnet = Attesting.ComputeSubnetForAttestation(spec, perSlot, duty.Slot, vote.Committee);
            if (duty.State.ForkName >= ForkName.Electra)
            {
                var single = new SingleAttestation { CommitteeIndex = vote.Committee, AttesterIndex = vote.Validator, Data = vote.Data, Signature = signature };
                _refs.Publish.Tell(new Publish(single, subnet));
            }
            else
            {
                var bits = BitList.Zeros(vote.CommitteeLength).SetItem(vote.Position, true);
                _refs.Publish.Tell(new Publish(new Attestation { AggregationBits = bits, Data = vote.Data, Signature = signature }, subnet));
            }

            DutyReport.Done(Context, DutyKind.Attestation, duty.Slot, vote.Validator);
        }
    }

    private sealed record Vote(ValidatorIndex Validator, BLSPubkey Pubkey, CommitteeIndex Committee, int Position, int CommitteeLength, AttestationData Data);
}
