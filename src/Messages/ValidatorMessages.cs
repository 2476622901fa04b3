namespace Consensoor.Messages;

/// <summary>Names the duties of validators (`validator.md`, every fork), for events and metrics.</summary>
public enum DutyKind
{
    Proposal,
    Payload,
    Attestation,
    Aggregate,
    SyncMessage,
    SyncContribution,
    PayloadAttestation,
    InclusionList,
}

/// <summary>Names a duty: what, in which slot, of whom.</summary>
public sealed record DutyName(DutyKind Kind, Slot Slot, ValidatorIndex Validator);

/// <summary>A message of a duty was sent to so many peers; published on the event stream.</summary>
public sealed record DutySent(DutyName Duty, int Peers);

/// <summary>What became of a duty; published on the event stream. Reason says why it was missed, null where it was done.</summary>
public sealed record DutyPerformed(DutyKind Kind, Slot Slot, ValidatorIndex Validator, string? Reason, DateTimeOffset At)
{
    /// <summary>When its message was signed; null where it was not.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>False where the specification has nothing done, so that nothing was missed: Reason says why.</summary>
    public bool IsDue { get; init; } = true;

    /// <summary>True where gossip accepted the duty's message; else Reason says why it was missed, or was not due.</summary>
    public bool IsDone => Reason is null;
}
