namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>What a peer is to the host, the higher the dearer.</summary>
public enum PeerStanding
{
    /// <summary>Somebody told of it.</summary>
    Discovered,

    /// <summary>It has what this node's peers lack: it is dialled up to the maximum, and is as any other once it is connected.</summary>
    Needed,

    /// <summary>The operator named it: it is dialled whatever the target, and not pruned.</summary>
    Static,

    /// <summary>The operator trusts it: besides, no limit and no ban is for it.</summary>
    Trusted,
}
