namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>How far a connection is.</summary>
public enum ConnectionPhase
{
    /// <summary>It is agreed how to secure it.</summary>
    AgreeingSecurity,

    /// <summary>The handshake is under way.</summary>
    Securing,

    /// <summary>It is agreed how to divide it; the peer is known.</summary>
    AgreeingMuxer,

    /// <summary>Streams are spoken on.</summary>
    Open,

    /// <summary>It is over; what waits in the output may still be sent.</summary>
    Closed,
}
