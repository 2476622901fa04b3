namespace Consensoor.Interop.Gossipsub;

/// <summary>The versions of gossipsub that this node speaks, in their order.</summary>
public enum GossipVersion
{
    /// <summary>Gossipsub 1.1, which the specification asks for: scores, back-off, flood publishing.</summary>
    V11,
    /// <summary>Gossipsub 1.2: IDONTWANT.</summary>
    V12,
    /// <summary>Gossipsub 1.3: the peer may announce extensions.</summary>
    V13,
}
