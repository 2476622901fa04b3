using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Publishes the best aggregate of each committee in which a validator of ours is selected to (`phase0/validator.md#attestation-aggregation`): once a committee, since
/// the network ignores a second aggregate with the same votes. A restart loses one slot's.
/// </summary>
public sealed class AggregatorActor : ReceiveActor
{
    private readonly ValidatorRefs _refs;
    private readonly OwnValidators _own;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<CommitteeIndex, (ValidatorIndex Validator, BLSPubkey Pubkey)> _selected = [];
    private DutyHead? _duty;

    /// <summary>An aggregator.</summary>
    public AggregatorActor(ValidatorSettings settings, ValidatorRefs refs)
    {
        _refs = refs;
        _own = new OwnValidators(settings.Signer);
        Receive<Aggregate>(aggregate => OnAggregate(aggregate.Duty));
        Receive<AggregateFound>(OnFound);
        Receive<Published>(static _ => { });
    }

    /// <summary>Props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs) => Akka.Actor.Props.Create(() => new AggregatorActor(settings, refs));

    private void OnAggregate(DutyHead duty)
    {
        _duty = duty;
        _selected.Clear();
        var state = duty.State;
        var own = _own.In(state);
        for (CommitteeIndex index = 0; index < Accessors.GetCommitteeCountPerSlot(state, Misc.ComputeEpochAtSlot(state.Preset, duty.Slot)); index++)
        {
            if (SelectedOf(duty, index, own) is not { } selected)
            {
                continue;
            }

            var data = Attesting.GetAttestationData(state, duty.Head.Root, duty.Head.Slot, duty.Head.PayloadStatus == HeadPayloadStatus.Full, duty.Slot, index);
            _selected[index] = selected;
            _refs.Pools.Attestations.Tell(new GetAggregate(duty.Slot, index, data.HashTreeRoot(state.Ssz)));
        }
    }

    private (ValidatorIndex Validator, BLSPubkey Pubkey)? SelectedOf(DutyHead duty, CommitteeIndex index, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own)
    {
        foreach (var validator in Accessors.GetBeaconCommittee(duty.State, duty.Slot, index))
        {
            if (own.TryGetValue(validator, out var pubkey)
                && Aggregating.IsAggregator(duty.State, duty.Slot, index, Aggregating.GetSlotSignature(duty.State, duty.Slot, _own.SignerOf(pubkey))))
            {
                return (validator, pubkey);
            }
        }

        return null;
    }

    private void OnFound(AggregateFound found)
    {
        if (_duty is not { } duty || duty.Slot != found.Slot || !_selected.Remove(found.CommitteeIndex, out var selected))
        {
            return;
        }

        var (validator, pubkey) = selected;
        if (found.Aggregate is not { } aggregate)
        {
            DutyReport.Missed(Context, _log, DutyKind.Aggregate, duty.Slot, validator, $"no attestation of committee {found.CommitteeIndex} to our head was seen");
            return;
        }

        var signer = _own.SignerOf(pubkey);
        var message = Aggregating.GetAggregateAndProof(duty.State, validator, aggregate, signer);
        var signed = new SignedAggregateAndProof { Message = message, Signature = Aggregating.GetAggregateAndProofSignature(duty.State, message, signer) };
        _refs.Publish.Tell(new Publish(signed));
        DutyReport.Done(Context, DutyKind.Aggregate, duty.Slot, validator);
    }
}
