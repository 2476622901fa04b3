using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;

namespace Consensoor.Messages;

/// <summary>
/// Publish a message of this node's own (one of the containers of a gossip topic; Subnet where its topic has subnets). It takes the road of
/// the others' messages, ahead of them, and is sent once it is accepted; the sender is answered with <see cref="Published"/>.
/// </summary>
public sealed record Publish(object Message, ulong? Subnet = null)
{
    /// <summary>Where the node has it from: itself, or its execution layer.</summary>
    public Source Source { get; init; } = Source.Own.Instance;

    /// <summary>What is wrong on purpose with the way it goes; refused where no faults are planned.</summary>
    public PublishFault Fault { get; init; }

    /// <summary>The duty of a validator here that it belongs to, of which is told to how many peers it was sent; null for none.</summary>
    public DutyName? Duty { get; init; }
}

/// <summary>Wrong ways for a message of this node's own.</summary>
public enum PublishFault
{
    /// <summary>There is nothing wrong with it.</summary>
    None,

    /// <summary>It goes to the first half of the peers.</summary>
    ToHalf,

    /// <summary>It is sent without a check, and not taken in here.</summary>
    Unchecked,
}

/// <summary>
/// What became of a message of this node's own: sent where it was accepted, else not, and why. Message is the one the sender gave.
/// </summary>
public sealed record Published(object Message, GossipDecision Decision, string? Reason)
{
    /// <summary>True where the same bytes were on their topic before, from a peer or from here.</summary>
    public bool WasSeen { get; init; }

    /// <summary>False where nobody looked at it, or not in time: the same may be accepted when it is given again.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>True where the message is on its topic: it was sent now, or the same bytes were there before.</summary>
    public bool IsOut => Decision == GossipDecision.Accept || this is { Decision: GossipDecision.Ignore, WasSeen: true, IsJudged: true };

    /// <summary>True where others have said all that an ignored message says, as an aggregate of the same votes.</summary>
    public bool IsCovered { get; init; }

    /// <summary>True where an ignored message is not the first of its author's: another one was accepted before.</summary>
    public bool IsRepeat { get; init; }
}

/// <summary>
/// A message for a lane, whose verdict is owed to the network actor under Id. From a peer it is Ssz, to be decoded as the topic's type in
/// Fork; one's own is Value.
/// </summary>
public sealed record LaneMessage(ulong Id, Source Source, ForkName Fork, ulong? Subnet, ReadOnlyMemory<byte> Ssz, object? Value);

/// <summary>
/// A lane is open: the network actor tells the sender messages of the kind from now on. What an earlier one still owes is settled as
/// ignored.
/// </summary>
public sealed record LaneOpened(TopicKind Kind);
