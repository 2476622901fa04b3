namespace Consensoor.Messages;

/// <summary>Ask what is remembered of the duties of a slot; answered with <see cref="DutyWhy"/>.</summary>
public sealed record GetDutyWhy(Slot Slot);

/// <summary>
/// The blocks of a slot as they were seen here, and what became of the duties of validators of one's own in it. OtherDuties were too many
/// to be remembered one by one.
/// </summary>
public sealed record DutyWhy(Slot Slot, IReadOnlyList<BlockTimes> Blocks, IReadOnlyList<DutyOutcome> Duties, int OtherDuties);

/// <summary>When a block was seen, imported, and head for the first time, and when its payload was imported (gloas on).</summary>
public sealed record BlockTimes(Root Root, DateTimeOffset SeenAt, DateTimeOffset ImportedAt, bool IsOptimistic)
{
    /// <summary>
    /// When the execution layer answered about its payload, from gloas on about that of its envelope; null where it has not answered, or
    /// was not asked.
    /// </summary>
    public DateTimeOffset? ExecutionAt { get; init; }

    /// <summary>When it was the head for the first time; null where it never was.</summary>
    public DateTimeOffset? HeadAt { get; init; }

    /// <summary>When its payload was imported; null where it has not been, and before gloas.</summary>
    public DateTimeOffset? PayloadAt { get; init; }
}

/// <summary>
/// What became of a duty: Reason says why it was missed or not due, null where its message was accepted. Included are the first blocks
/// with it, of any branch, for votes of attesters.
/// </summary>
public sealed record DutyOutcome(
    DutyKind Kind, ValidatorIndex Validator, DateTimeOffset At, string? Reason, IReadOnlyList<(Slot Slot, Root Root)> Included)
{
    /// <summary>False where the specification has nothing done, so that nothing was missed.</summary>
    public bool IsDue { get; init; } = true;

    /// <summary>When its message was signed; null where it was not.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>To how many peers its message was sent, the fewest where it has several; null where none was sent.</summary>
    public int? Peers { get; init; }
}
