using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>What was begun, and what is said of it where an actor fails: no duty is lost without a word.</summary>
internal sealed partial class ValidatorsActor
{
    // Children report what they give up within three slots.
    private const ulong OverdueSlots = 4;

    private static readonly DutyKind[] Planned =
        [DutyKind.Attestation, DutyKind.SyncMessage, DutyKind.PayloadAttestation, DutyKind.InclusionList];

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        var why = $"the parent of the validators was restarted: {reason.Message.ReplaceLineEndings(" ")}";
        _refs.Account.Restart = why;
        if (_slot is { } slot)
        {
            foreach (var kind in Planned.Where(kind => !_refs.Account.IsBegun(kind, slot)))
            {
                _refs.Account.Begin(kind, slot, _planner.At(slot)?.Of(kind) ?? []);
            }

            if (!_hasProposed && _planner.TryGetProposer(slot, out var proposer) && proposer is not null)
            {
                _refs.Account.Begin(DutyKind.Proposal, slot, [proposer.Index]);
            }
        }

        Report(Slot.MaxValue, why);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
        _refs.Account.Restart = null;
        Listen();

        // Other keys may have come since the settings of this actor were made.
        _refs.Signing.Tell(GetKeys.Instance);
    }

    private void Begin(IActorRef child, DutyKind kind, Func<DutyHead, object> task, DutyHead duty)
    {
        var planned = duty.Duties.Of(kind);
        if (_refs.Account.Begin(kind, duty.Slot, planned) || planned.Count == 0)
        {
            // What was done, or lost by a restart and told as missed, is not begun again.
            child.Tell(task(duty));
        }
    }

    /// <summary>Reports the duties before a slot of which nobody has told what became of them.</summary>
    private void Report(Slot before, string reason)
    {
        foreach (var (kind, slot, validators) in _refs.Account.TakeBefore(before))
        {
            DutyReport.Missed(Context, kind, slot, validators, reason);
            DutyReport.Say(_log, kind, slot, validators, reason);
        }
    }
}
