namespace Consensoor.Messages;

/// <summary>The duties of validators.</summary>
public enum DutyKind
{
    Proposal,
    Payload,
    Attestation,
    Aggregate,
    SyncMessage,
    SyncContribution,
    PayloadAttestation,
}

/// <summary>What became of a duty; published on the event stream. Reason says why it was missed, null where it was done.</summary>
public sealed record DutyPerformed(DutyKind Kind, Slot Slot, ValidatorIndex Validator, string? Reason, DateTimeOffset At)
{
    /// <summary>True where the duty was done.</summary>
    public bool IsDone => Reason is null;
}
