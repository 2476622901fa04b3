using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Publishes the best aggregate of each committee in which a validator of ours is selected to
/// (`phase0/validator.md#attestation-aggregation`): once a committee, since the network ignores a second aggregate with the same votes. A
/// restart loses one slot's.
/// </summary>
internal sealed class AggregatorActor : DutyActor
{
    private readonly ValidatorRefs _refs;
    private readonly RequestIds _ids;
    private readonly Dictionary<ulong, SelectionSearch.Selected> _selected = [];
    private DutyHead? _duty;

    /// <summary>An aggregator.</summary>
    public AggregatorActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        _refs = refs;
        _ids = ids;
        Receive<Aggregate>(aggregate => OnAggregate(aggregate.Duty));
        Receive<AggregateProduced>(OnProduced);
        Receive<NotProduced>(OnNotProduced);
    }

    /// <summary>Makes the props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new AggregatorActor(settings, refs, ids));
    }

    private void OnAggregate(DutyHead duty)
    {
        foreach (var late in _selected.Values)
        {
            Missed(DutyKind.Aggregate, _duty!.Slot, [late.Validator], "production did not answer");
        }

        _duty = duty;
        _selected.Clear();
        var state = duty.State;
        var own = Own.In(state);
        var search = new SelectionSearch(
            (_, pubkey) => DutySigning.SlotSelection(state, duty.Slot, pubkey),
            (index, proof) => Aggregating.IsAggregator(state, duty.Slot, index, proof));
        for (CommitteeIndex index = 0; index < duty.Committees; index++)
        {
            foreach (var validator in Accessors.GetBeaconCommittee(state, duty.Slot, index))
            {
                if (own.TryGetValue(validator, out var pubkey))
                {
                    search.Add(index, validator, pubkey);
                }
            }
        }

        GoOn(duty, search);
    }

    private void GoOn(DutyHead duty, SelectionSearch search) => Sign(search.Next(), outcomes =>
    {
        if (_duty != duty)
        {
            return;
        }

        foreach (var selected in search.Take(outcomes))
        {
            var id = _ids.Next();
            _selected[id] = selected;
            var root = duty.AttestationData(selected.Group).HashTreeRoot(duty.State.Ssz);
            _refs.Production.Tell(new ProduceAggregate(id, duty.Slot, selected.Group, root));
        }

        GoOn(duty, search);
    });

    private void OnNotProduced(NotProduced nothing)
    {
        if (_selected.Remove(nothing.RequestId, out var selected))
        {
            Missed(DutyKind.Aggregate, nothing.Slot, [selected.Validator], nothing.Reason);
        }
    }

    private void OnProduced(AggregateProduced produced)
    {
        if (_duty is not { } duty || !_selected.Remove(produced.RequestId, out var selected))
        {
            return;
        }

        var message = new AggregateAndProof
        {
            AggregatorIndex = selected.Validator,
            Aggregate = produced.Aggregate,
            SelectionProof = selected.Proof,
        };
        SignAndPublish(
            DutySigning.AggregateAndProof(duty.State, message, selected.Pubkey),
            signature => new SignedAggregateAndProof { Message = message, Signature = signature },
            DutyKind.Aggregate,
            duty.Slot,
            selected.Validator);
    }
}
