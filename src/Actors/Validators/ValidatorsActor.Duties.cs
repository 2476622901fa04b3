using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>The duties that a slot has on one head: fixed once production says what is attested to, and told to the children.</summary>
internal sealed partial class ValidatorsActor
{
    private void OnPayload(PayloadImported imported)
    {
        if (imported.Slot == _slot)
        {
            Do(_ptc, DutyKind.PayloadAttestation, static duty => new VoteOnPayload(duty, IsDue: false));
        }
    }

    private void AttestAndSign()
    {
        if (_hasAttested)
        {
            return;
        }

        _hasAttested = true;
        Do(_attester, DutyKind.Attestation, static duty => new Attest(duty));
        Do(_syncCommittee, DutyKind.SyncMessage, static duty => new SignHead(duty));
        Do(_inclusionLister, DutyKind.InclusionList, static duty => new ListTransactions(duty));
    }

    /// <summary>Has a child do something on the slot's head, once it is known.</summary>
    private void Do(IActorRef child, DutyKind kind, Func<DutyHead, object> task)
    {
        if (_duty is { } duty)
        {
            Begin(child, kind, task, duty);
            return;
        }

        if (_own.Pubkeys.Count == 0)
        {
            return;
        }

        _waiting.Add((child, kind, task));
        Prepare();
    }

    /// <summary>
    /// Fixes the head of the slot's duties, once production says what is attested to and the state in the slot's epoch is there, and has
    /// done what waits for it. Where production refuses, it is asked again at the next view.
    /// </summary>
    private void Prepare()
    {
        if (_slot is not { } slot
            || _duty is not null
            || _waiting.Count == 0
            || _view is not { } view
            || _planner.At(slot) is not { } duties)
        {
            return;
        }

        if (duties.IsEmpty)
        {
            _waiting.Clear();
            return;
        }

        if (_data is null)
        {
            if (_question is null)
            {
                _question = _ids.Next();
                _refs.Production.Tell(new ProduceAttestationData(_question.Value, slot, 0, view.Head.Root));
            }

            return;
        }

        if (view.StateInEpochOf(slot) is not { } state)
        {
            // The chain has it made, and shows it.
            return;
        }

        _lastProblem = null;
        _duty = new DutyHead(slot, state, _data, duties);
        foreach (var (child, kind, task) in _waiting)
        {
            Begin(child, kind, task, _duty);
        }

        _waiting.Clear();
    }

    private void OnProduced(AttestationDataProduced produced)
    {
        if (produced.RequestId == _question)
        {
            _data = produced.Data;
            Prepare();
        }
    }

    private void OnNotProduced(NotProduced nothing)
    {
        if (nothing.RequestId != _question)
        {
            return;
        }

        _question = null;
        _problem = nothing.Reason;
        if (nothing.Slot <= _begunBefore)
        {
            // Nobody expects its duties, and what is missing for them may be there for the next ones.
            return;
        }

        if (_lastProblem != nothing.Refusal && nothing.Refusal != ProductionRefusal.NoHead)
        {
            _log.Warning("no duties from slot {0} on: {1}", nothing.Slot, nothing.Reason);
        }

        _lastProblem = nothing.Refusal;
    }
}
