namespace Consensoor.Interop.Gossipsub;

/// <summary>Why a peer entered the mesh of a topic, by the words of rust-libp2p's metrics.</summary>
public enum GraftReason
{
    /// <summary>This node joined the topic, for which the peer was in the fanout.</summary>
    Fanout,

    /// <summary>This node joined the topic, or filled a thin mesh when it did.</summary>
    Random,

    /// <summary>The peer asked for it.</summary>
    Subscribed,

    /// <summary>The mesh had too few that this node dialled.</summary>
    Outbound,

    /// <summary>The mesh was thin.</summary>
    NotEnough,

    /// <summary>It is better than what is in the mesh.</summary>
    Opportunistic,
}
