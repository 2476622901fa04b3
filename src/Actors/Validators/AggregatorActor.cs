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
internal sealed class AggregatorActor : SelectedDutyActor
{
    /// <summary>Builds the aggregator; ids outlive its restarts.</summary>
    public AggregatorActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(DutyKind.Aggregate, settings, refs, ids)
    {
        Receive<Aggregate>(aggregate => OnAggregate(aggregate.Duty));
        Receive<AggregateProduced>(OnProduced);
    }

    /// <summary>Describes the aggregator.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new AggregatorActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override IProductionQuestion QuestionOf(ulong requestId, DutyHead duty, ulong group) => new ProduceAggregate(
        requestId, duty.Slot, group, duty.AttestationData(group).HashTreeRoot(duty.State.Ssz));

    private void OnAggregate(DutyHead duty)
    {
        var lengths = new Dictionary<CommitteeIndex, int>();
        var search = new SelectionSearch(
            (_, pubkey) => DutySigning.SlotSelection(duty.State, duty.Slot, pubkey),
            (index, proof) => Aggregating.IsAggregator(lengths[index], proof));
        foreach (var member in duty.Duties.Attesters)
        {
            lengths[member.Committee] = member.CommitteeLength;
            search.Add(member.Committee, member.Validator, member.Pubkey);
        }

        Begin(duty, search);
    }

    private void OnProduced(AggregateProduced produced)
    {
        if (Take(produced.RequestId) is not var (duty, selected))
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
