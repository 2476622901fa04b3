namespace Consensoor.Interop.Gossipsub;

/// <summary>Why a peer left the mesh of a topic, by the words of rust-libp2p's metrics.</summary>
public enum PruneReason
{
    /// <summary>Its connection ended.</summary>
    Dc,

    /// <summary>Its score is negative.</summary>
    BadScore,

    /// <summary>It pruned this node.</summary>
    Prune,

    /// <summary>It left the topic, or this node did.</summary>
    Unsub,

    /// <summary>The mesh was too thick.</summary>
    Excess,
}
