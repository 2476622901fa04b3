namespace Consensoor.Messages;

/// <summary>
/// Keep messages of a gossip lane until the blocks they name are in the store; each goes back to the sender once, in a
/// <see cref="WaitEnded"/>. The chain actor keeps everything that waits in one bounded room (`consensoor.chain.waiting`).
/// </summary>
public sealed record AwaitBlocks(IReadOnlyList<AwaitedMessage> Messages) : IChainCommand;

/// <summary>
/// One message that names a block, or with IsPayload its payload, that nobody has seen, for at most so many slots. Item is the lane's own
/// and comes back as it is. IsFetched: what it names is published as missing, for sync.
/// </summary>
public sealed record AwaitedMessage(
    TopicKind Kind, Root Root, bool IsPayload, bool IsFetched, Source Source, int GiveUpSlots, object Item)
{
    /// <summary>The slot of the message where it is a block itself; else null.</summary>
    public Slot? BlockSlot { get; init; }
}

/// <summary>How the wait of a message ended.</summary>
public enum WaitVerdict
{
    /// <summary>What it named is in the view now: it may be judged.</summary>
    Here,
    /// <summary>The block it named was refused for good.</summary>
    Refused,
    /// <summary>What it named did not come, or there was no room.</summary>
    GivenUp,
}

/// <summary>The wait of these messages has ended; they are out of the room.</summary>
public sealed record WaitEnded(IReadOnlyList<object> Items, WaitVerdict Verdict, string Reason);
