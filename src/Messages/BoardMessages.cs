using System.Collections.Immutable;

namespace Consensoor.Messages;

/// <summary>Ask what is remembered for the page; answered with <see cref="Board"/>, of the last Slots slots at most.</summary>
public sealed record GetBoard(int Slots);

/// <summary>
/// What happened in a node of late, as far as it is remembered: slots from the first to the last, and of all else the last ones, the oldest
/// first. Failures are by the path of the actor below /user, Wire is null without one, Confirmed before there is one.
/// </summary>
public sealed record Board(
    IReadOnlyList<BoardSlot> Slots,
    IReadOnlyList<BoardRefusal> Refusals,
    IReadOnlyList<FaultHappened> Faults,
    IReadOnlyList<DutyPerformed> Misses,
    IReadOnlyList<QueueStatus> Queues,
    MailboxReport Mailboxes,
    IReadOnlyDictionary<string, ActorFailures> Failures,
    IReadOnlyDictionary<string, double> Scores,
    WireStatus? Wire,
    Root? Confirmed);

/// <summary>How often an actor failed, and what of last.</summary>
public sealed record ActorFailures(int Count, string Last, DateTimeOffset At);

/// <summary>
/// What came in a slot. Arrivals are numbers of messages by when they came, each of 250 basis points from the slot's start, the last of all
/// that came later: votes of single validators, aggregates, and payload votes for and against it being there. Duties are those of
/// validators of one's own.
/// </summary>
public sealed record BoardSlot(
    Slot Slot,
    IReadOnlyList<BoardBlock> Blocks,
    ImmutableArray<int> Votes,
    ImmutableArray<int> Aggregates,
    ImmutableArray<int> PayloadPresent,
    ImmutableArray<int> PayloadAbsent,
    IReadOnlyList<BoardBid> Bids,
    int OtherBids,
    IReadOnlyDictionary<DutyKind, (int Done, int Missed)> Duties);

/// <summary>A block of a slot: when it came, who made it, what it says, and what came of its data.</summary>
public sealed record BoardBlock(BlockTimes Times, ValidatorIndex Proposer, string Graffiti, string Way, string? Peer)
{
    /// <summary>The builder whose bid it takes; null before gloas.</summary>
    public BuilderIndex? Builder { get; init; }

    /// <summary>The value of that bid in Gwei.</summary>
    public Gwei Value { get; init; }

    /// <summary>The hash of the block of the execution layer that the bid promises; null before gloas.</summary>
    public Hash32? BlockHash { get; init; }

    /// <summary>How many blobs it promises.</summary>
    public int Blobs { get; init; }

    /// <summary>How many of its columns, or blobs before fulu, were verified here.</summary>
    public int Columns { get; init; }

    /// <summary>When the first of them was; null before.</summary>
    public DateTimeOffset? FirstColumnAt { get; init; }

    /// <summary>When the last of them was; null before.</summary>
    public DateTimeOffset? LastColumnAt { get; init; }
}

/// <summary>A bid that gossip accepted (gloas on), its value in Gwei.</summary>
public sealed record BoardBid(BuilderIndex Builder, Gwei Value, Hash32 BlockHash, Root Parent, DateTimeOffset At);

/// <summary>What is refused.</summary>
public enum RefusedThing
{
    Block,
    Payload,
    Peer,

    /// <summary>Another message of gossip: a vote, sidecar, bid or what else there is.</summary>
    Message,
}

/// <summary>
/// Something that was refused: a block or payload by its block's root, for a condition of a function of the specification, another message
/// by the root of the block that it names, or a peer that was left. Peer is whoever gave it, null where that was nobody; Function is
/// `gossip` and the topic where a lane refused.
/// </summary>
public sealed record BoardRefusal(
    DateTimeOffset At, RefusedThing Thing, Root? Root, Slot? Slot, string Way, string? Peer, string Function, string Reason, bool IsBlamed);
