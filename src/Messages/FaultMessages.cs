using Consensoor.Spec.Containers;

namespace Consensoor.Messages;

/// <summary>What a node can be told to do wrong on purpose (`docs/faults.md`).</summary>
public enum FaultKind
{
    /// <summary>Signs and sends a second block of the slot.</summary>
    Equivocate,

    /// <summary>Makes no block in a slot of its own.</summary>
    SkipProposal,

    /// <summary>Sends its block some slots late.</summary>
    Delay,

    /// <summary>Never shows the payload of its block, or of a bid that a block took (gloas on).</summary>
    WithholdPayload,

    /// <summary>Shows the payload some slots late (gloas on).</summary>
    RevealLate,

    /// <summary>Shows payload and columns to the first half of its peers (gloas on).</summary>
    RevealToHalf,

    /// <summary>Shows a payload without the withdrawals that the state expects, or with one too many (gloas on).</summary>
    WrongWithdrawals,

    /// <summary>Sends blobs, or columns, whose proofs do not hold.</summary>
    BadBlobs,

    /// <summary>Votes that a payload is there that is not, and the other way round (gloas on).</summary>
    WrongPtcVote,

    /// <summary>Says in its status that it has finalized another block.</summary>
    LieInStatus,

    /// <summary>Sends a second, higher bid of a builder for the slot and parent once the first is out (gloas on).</summary>
    DoubleBid,

    /// <summary>Bids all that a builder has, which it cannot pay beside its deposit, in place of its bid (gloas on).</summary>
    UnpayableBid,
}

/// <summary>
/// A fault to be done: of the slots that are named each with a probability, which follows from the seed. By is how many slots late, for the
/// kinds that are late.
/// </summary>
public sealed record PlannedFault(FaultKind Kind, SlotRanges Slots)
{
    /// <summary>The probability in each slot, from 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>What the choice of slots follows from.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many slots late.</summary>
    public ulong By { get; init; } = 1;
}

/// <summary>Published by whoever has to know the faults and has just begun; they are published once more.</summary>
public sealed record GetFaults
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetFaults Instance { get; } = new();
}

/// <summary>The faults that the node is to do from now on; published when they change, and where somebody asks.</summary>
public sealed record FaultsChanged(FaultPlan Plan);

/// <summary>Sets the faults in place of those there are, none to clear them; answered with <see cref="FaultsStatus"/>.</summary>
public sealed record SetFaults(FaultPlan Plan);

/// <summary>Ask the faults' actor how things stand; answered with <see cref="FaultsStatus"/>.</summary>
public sealed record GetFaultsStatus
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetFaultsStatus Instance { get; } = new();
}

/// <summary>
/// The faults that are planned, why none may be (null where they may), how often each kind was done, and the last that were, the latest
/// last.
/// </summary>
public sealed record FaultsStatus(
    FaultPlan Plan, string? Refusal, IReadOnlyList<KeyValuePair<FaultKind, ulong>> Counts, IReadOnlyList<FaultHappened> Last);

/// <summary>A fault was done on purpose in a slot; published by who did it.</summary>
public sealed record FaultHappened(FaultKind Kind, Slot Slot, string What, DateTimeOffset At);

/// <summary>
/// A block that gossip ignores, since another of its proposer and slot was before it: the lane publishes it, unverified, for who watches
/// for proposers that make two.
/// </summary>
public sealed record BlockRepeated(SignedBeaconBlock Block);
