namespace Consensoor.Spec.Gossip;

/// <summary>The verdicts of gossip validation (`phase0/p2p-interface.md#topics-and-messages`).</summary>
public enum GossipDecision
{
    /// <summary>The message is valid and is forwarded to other peers.</summary>
    Accept,

    /// <summary>Not forwarded, and nobody's fault.</summary>
    Ignore,

    /// <summary>Not forwarded, and the sender's fault.</summary>
    Reject,
}
