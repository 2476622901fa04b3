using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>Publishes the best aggregate of a committee for each validator of ours that is selected to (`phase0/validator.md#attestation-aggregation`). A restart loses one slot's.</summary>
public sealed class AggregatorActor : ReceiveActor
{
    private readonly ValidatorRefs _refs;
    private readonly OwnValidators _own;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<CommitteeIndex, List<(ValidatorIndex Validator, BLSPubkey Pubkey)>> _selected = [];
    private DutyHead? _duty;

    /// <summary>An aggregator.</summary>
    public AggregatorActor(ValidatorSettings settings, ValidatorRefs refs)
    {
        _refs = refs;
        _own = new OwnValidators(settings.Signer);
        Receive<Aggregate>(aggregate => OnAggregate(aggregate.Duty));
        Receive<AggregateFound>(OnFound);
        Receive<GossipVerdict>(static _ => { });
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
            var selected = new List<(ValidatorIndex, BLSPubkey)>();
            foreach (var validator in Accessors.GetBeaconCommittee(state, duty.Slot, index))
            {
                if (own.TryGetValue(validator, out var pubkey)
                    && Aggregating.IsAggregator(state, duty.Slot, index, Aggregating.GetSlotSignature(state, duty.Slot, _own.SignerOf(pubkey))))
                {
                    selected.Add((validator, pubkey));
                }
            }

            if (selected.Count > 0)
            {
                var data = Attesting.GetAttestationData(state, duty.Head.Root, duty.Head.Slot, duty.Head.PayloadStatus == HeadPayloadStatus.Full, duty.Slot, index);
                _selected[index] = selected;
                _refs.Pools.Attestations.Tell(new GetAggregate(duty.Slot, index, data.HashTreeRoot(state.Ssz)));
            }
        }
    }

    private void OnFound(AggregateFound found)
    {
        if (_duty is not { } duty || duty.Slot != found.Slot || !_selected.Remove(found.CommitteeIndex, out var selected))
        {
            return;
        }

        foreach (var (validator, pubkey) in selected)
        {
            if (found.Aggregate is not { } aggregate)
            {
                DutyReport.Missed(Context, _log, DutyKind.Aggregate, duty.Slot, validator, $"no attestation of committee {found.CommitteeIndex} to our head was seen");
                continue;
            }

            var signer = _own.SignerOf(pubkey);
            var message = Aggregating.GetAggregateAndProof(duty.State, validator, aggregate, signer);
            var signed = new SignedAggregateAndProof { Message = message, Signature = Aggregating.GetAggregateAndProofSignature(duty.State, message, signer) };
            _refs.Publish.Tell(new IngestAggregate(0, signed, MessageOrigin.Local));
            DutyReport.Done(Context, DutyKind.Aggregate, duty.Slot, validator);
        }
    }
}
