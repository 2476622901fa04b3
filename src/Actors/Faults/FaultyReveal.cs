using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Faults;

/// <summary>
/// What is done wrong on purpose with the payload of a block, whoever shows it (gloas): decided once, when the block is there, so that all
/// that is signed and sent fits together whatever is planned meanwhile. LateBy is in slots; Other says how the payload is another one.
/// </summary>
internal sealed record FaultyReveal(
    Slot Slot, ExecutionPayload Payload, string? Other, bool IsWithheld, ulong? LateBy, bool IsSpoilt, bool IsToHalf)
{
    /// <summary>True where somebody may take what is shown.</summary>
    public bool IsRight => Other is null && !IsSpoilt;

    /// <summary>How the envelope is sent.</summary>
    public PublishFault OfEnvelope => Other is not null ? PublishFault.Unchecked : IsToHalf ? PublishFault.ToHalf : PublishFault.None;

    /// <summary>How the columns are sent.</summary>
    public PublishFault OfColumns => IsSpoilt ? PublishFault.Unchecked : IsToHalf ? PublishFault.ToHalf : PublishFault.None;

    /// <summary>Decides by the plan about the payload that the block of a slot has promised, which may have blobs.</summary>
    public static FaultyReveal Decide(FaultDoer faults, Slot slot, ExecutionPayload promised, bool hasBlobs)
    {
        bool IsDue(FaultKind kind) => faults.Due(kind, slot) is not null;
        var (payload, other) = IsDue(FaultKind.WrongWithdrawals)
            ? WrongPayload.WithWrongWithdrawals(promised)
            : (promised, (string?)null);
        var isSpoilt = hasBlobs && IsDue(FaultKind.BadBlobs);
        return new FaultyReveal(
            slot,
            payload,
            other,
            IsDue(FaultKind.WithholdPayload),
            faults.Due(FaultKind.RevealLate, slot)?.By,
            isSpoilt,
            other is null && !isSpoilt && IsDue(FaultKind.RevealToHalf));
    }

    /// <summary>The columns as they are sent.</summary>
    public IReadOnlyList<(object Message, ulong? Subnet)> Shown(IReadOnlyList<(object Message, ulong? Subnet)> columns) => IsSpoilt
        ? [.. columns.Select(static one => (WrongPayload.Spoilt(one.Message), one.Subnet))]
        : columns;

    /// <summary>Says what was wrong, when payload and columns are sent.</summary>
    public void Say(FaultDoer faults, int columns)
    {
        if (Other is { } what)
        {
            faults.Did(FaultKind.WrongWithdrawals, Slot, what);
        }

        if (IsSpoilt)
        {
            faults.Did(FaultKind.BadBlobs, Slot, $"{columns} columns whose proofs do not hold");
        }

        if (IsToHalf)
        {
            faults.Did(FaultKind.RevealToHalf, Slot, "payload and columns go to half of the peers");
        }
    }
}
