namespace Consensoor.Interop.Gossipsub;

/// <summary>How a peer behaved against the rules (P7), by the words of rust-libp2p's metrics where it has one.</summary>
public enum Penalty
{
    /// <summary>It asked to enter a mesh before its back-off was over.</summary>
    GraftBackoff,

    /// <summary>It did not bring what it told of.</summary>
    BrokenPromise,

    /// <summary>It tells of more than is heard.</summary>
    TooManyHaves,

    /// <summary>It subscribed to more topics than there are.</summary>
    TooManyTopics,

    /// <summary>It sent what is no RPC, one with what may not be in it, or many with nothing in them.</summary>
    Malformed,

    /// <summary>It sent a message of a topic that this node is not on.</summary>
    NotSubscribed,

    /// <summary>It sends messages again and again.</summary>
    Repeated,

    /// <summary>It announced its extensions twice, or late.</summary>
    Extensions,

    /// <summary>It broke a rule of partial messages, or sends more of them than are heard.</summary>
    Partials,

    /// <summary>What was seen outside of gossip's rules, such as a queue that it does not empty.</summary>
    Outside,
}
