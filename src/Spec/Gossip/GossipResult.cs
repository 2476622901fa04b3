namespace Consensoor.Spec.Gossip;

/// <summary>
/// What came of the conditions of a topic: the verdict, its reason in the specification's words, and the block, or its payload, that an
/// ignored message may wait for (MAY be queued); IsRejectedWithIt where the topic rejects what names a block that fails validation.
/// </summary>
public readonly record struct GossipResult(
    GossipDecision Decision, string Reason, Root? Awaits = null, bool AwaitsPayload = false, bool IsRejectedWithIt = false)
{
    /// <summary>
    /// True where the head's state decided about a message whose block is not here, which may be of another branch: a rejection is the
    /// specification's verdict, and no proof against the sender; nor is a signature that does not hold, of the committee that the head has.
    /// </summary>
    public bool IsByHead { get; init; }

    /// <summary>True where others have said all that an ignored message says: nothing is lost by it.</summary>
    public bool IsCovered { get; init; }

    /// <summary>
    /// True where a message is ignored because the view does not know the expected proposer (MAY be queued for later): it is not to be
    /// passed on, and who computes that proposer anyhow may take it in.
    /// </summary>
    public bool IsProposerUnknown { get; init; }

    /// <summary>True where an ignored message is not the first of its author's: another one was accepted before.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>The verdict on a message for which all conditions hold.</summary>
    public static GossipResult Accept => new(GossipDecision.Accept, "");

    /// <summary>True where all conditions hold.</summary>
    public bool IsAccepted => Decision == GossipDecision.Accept;

    /// <summary>
    /// The verdict that drops a message without blame for its sender (`raise GossipIgnore`), with the condition that failed.
    /// </summary>
    public static GossipResult Ignore(string reason) => new(GossipDecision.Ignore, reason);

    /// <summary>`raise GossipIgnore` about a message of which nothing is new, as votes that an accepted aggregate has all.</summary>
    public static GossipResult IgnoreCovered(string reason) => Ignore(reason) with { IsCovered = true };

    /// <summary>`raise GossipIgnore` about a message whose author's first one was accepted.</summary>
    public static GossipResult IgnoreRepeat(string reason) => Ignore(reason) with { IsRepeat = true };

    /// <summary>`raise GossipIgnore` about a message that may be queued until a block is known.</summary>
    public static GossipResult IgnoreUntil(Root block, string reason, bool isRejectedWithIt = false) =>
        new(GossipDecision.Ignore, reason, block, IsRejectedWithIt: isRejectedWithIt);

    /// <summary>`raise GossipIgnore` about a message that may be queued until the payload of a block is known.</summary>
    public static GossipResult IgnoreUntilPayload(Root block, string reason) =>
        new(GossipDecision.Ignore, reason, block, AwaitsPayload: true);

    /// <summary>The verdict that drops a message and blames its sender (`raise GossipReject`), with the condition that failed.</summary>
    public static GossipResult Reject(string reason) => new(GossipDecision.Reject, reason);

    /// <summary>A [REJECT] condition: null where it holds.</summary>
    public static GossipResult? RejectUnless(bool condition, string reason) => condition ? null : Reject(reason);

    /// <summary>An [IGNORE] condition: null where it holds.</summary>
    public static GossipResult? IgnoreUnless(bool condition, string reason) => condition ? null : Ignore(reason);
}
