using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;

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
        Begin(duty);
        var lengths = new Dictionary<CommitteeIndex, int>();
        var search = new SelectionSearch(
            (_, pubkey) => DutySigning.SlotSelection(duty.State, duty.Slot, pubkey),
            (index, proof) => Aggregating.IsAggregator(lengths[index], proof));
        foreach (var member in duty.Duties.Attesters)
        {
            lengths[member.Committee] = member.CommitteeLength;
            search.Add(member.Committee, member.Validator, member.Pubkey);
        }

        GoOn(duty, search);
    }

    /// <inheritdoc/>
    protected override void OnSlot(Slot slot)
    {
        if (_duty?.Slot + 1 < slot)
        {
            Begin(null);
        }
    }

    /// <summary>Goes on to a duty; what is still open of the last one is over.</summary>
    private void Begin(DutyHead? duty)
    {
        if (_duty is { } last)
        {
            var open = _selected.Values.Select(static late => late.Validator);
            Missed(DutyKind.Aggregate, last.Slot, [.. open], "production did not answer");
        }

        _duty = duty;
        _selected.Clear();
    }

    private void GoOn(DutyHead duty, SelectionSearch search) => Sign(search.Next(), outcomes =>
    {
        var found = search.Take(outcomes);
        if (_duty != duty)
        {
            const string Reason = "signing answered when the next slot's was due";
            Missed(DutyKind.Aggregate, duty.Slot, [.. found.Select(static late => late.Validator)], Reason);
            return;
        }

        foreach (var selected in found)
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
