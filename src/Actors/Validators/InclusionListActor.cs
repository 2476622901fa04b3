using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Lists transactions that wait at the execution layer, for each validator of ours in the slot's inclusion list committee, heze on: once
/// the slot's block is head, or when attestations are due (`heze/validator.md#inclusion-list-proposal`). A second list of a slot would be
/// an equivocation: a restart of the actor misses what was asked for, and the node gives none in the slot it begins in.
/// </summary>
internal sealed class InclusionListActor : DutyActor
{
    private readonly ValidatorRefs _refs;
    private readonly RequestIds _ids;
    private (ulong Id, DutyHead Duty)? _asked;

    /// <summary>Builds the members of inclusion list committees; ids outlive its restarts.</summary>
    public InclusionListActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        _refs = refs;
        _ids = ids;
        Receive<ListTransactions>(ask => OnAsk(ask.Duty));
        Receive<InclusionListProduced>(OnProduced);
        Receive<NotProduced>(OnNotProduced);
    }

    /// <summary>Describes the members of inclusion list committees.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new InclusionListActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override void OnSlot(Slot slot)
    {
        if (Take() is { } duty)
        {
            Missed(DutyKind.InclusionList, duty.Slot, duty.Duties.Of(DutyKind.InclusionList), "production did not answer");
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<(DutyKind Kind, Slot Slot, ValidatorIndex Validator)> Begun() => _asked is { Duty: var duty }
        ? base.Begun().Concat(duty.Duties.Of(DutyKind.InclusionList).Select(member => (DutyKind.InclusionList, duty.Slot, member)))
        : base.Begun();

    private void OnAsk(DutyHead duty)
    {
        if (duty.Duties.InclusionListCommittee.Count > 0 && !HasBegunBefore(duty.Slot))
        {
            _asked = (_ids.Next(), duty);
            _refs.Production.Tell(new ProduceInclusionList(_asked.Value.Id, duty.Slot));
        }
    }

    private DutyHead? Take()
    {
        var duty = _asked?.Duty;
        _asked = null;
        return duty;
    }

    private void OnNotProduced(NotProduced nothing)
    {
        if (_asked?.Id == nothing.RequestId && Take() is { } duty)
        {
            Missed(DutyKind.InclusionList, duty.Slot, duty.Duties.Of(DutyKind.InclusionList), nothing.Reason);
        }
    }

    private void OnProduced(InclusionListProduced produced)
    {
        if (_asked?.Id != produced.RequestId || Take() is not { } duty)
        {
            return;
        }

        if (produced.Transactions.Count == 0)
        {
            DutyReport.NotDue(
                Context, DutyKind.InclusionList, duty.Slot, duty.Duties.Of(DutyKind.InclusionList), "no transaction waits");
            return;
        }

        var members = duty.Duties.InclusionListCommittee;
        InclusionList[] lists =
        [
            .. members.Select(member => new InclusionList
            {
                Slot = duty.Slot,
                ValidatorIndex = member.Index,
                DependentRoot = produced.DependentRoot,
                Transactions = produced.Transactions,
            }),
        ];
        SignEach([.. lists.Zip(members, (list, member) => DutySigning.InclusionList(duty.State, list, member.Pubkey))], outcomes =>
        {
            foreach (var (place, outcome) in outcomes)
            {
                PublishOrMiss(
                    outcome,
                    signature => new SignedInclusionList { Message = lists[place], Signature = signature },
                    DutyKind.InclusionList,
                    duty.Slot,
                    members[place].Index);
            }
        });
    }
}
