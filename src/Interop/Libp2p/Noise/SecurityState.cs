namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>Where the securing of a connection stands.</summary>
public enum SecurityState
{
    /// <summary>The handshake needs more bytes.</summary>
    Pending,

    /// <summary>The other side is known, and what follows is sealed.</summary>
    Secured,

    /// <summary>It failed, for the reason given, and the connection is to be closed.</summary>
    Failed,
}
