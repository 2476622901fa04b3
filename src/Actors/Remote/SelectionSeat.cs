namespace Consensoor.Actors.Remote;

/// <summary>
/// What a selection proof is for: a validator in a slot, and the subcommittee of the sync committee, null for a committee.
/// </summary>
internal sealed record SelectionSeat(ValidatorIndex Validator, Slot Slot, ulong? Subcommittee)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"validator {Validator} in slot {Slot}{(Subcommittee is { } number ? $", subcommittee {number}" : "")}";
}
