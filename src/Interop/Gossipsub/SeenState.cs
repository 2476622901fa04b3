namespace Consensoor.Interop.Gossipsub;

/// <summary>What is known of a message that was seen.</summary>
internal enum SeenState : byte
{
    /// <summary>Nobody judged it yet.</summary>
    Pending,
    /// <summary>It was accepted, or is this node's own.</summary>
    Accepted,
    /// <summary>It was ignored.</summary>
    Ignored,
    /// <summary>It was rejected: each copy is an invalid message of who sends it.</summary>
    Rejected,
}
