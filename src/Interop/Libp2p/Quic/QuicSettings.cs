namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>The bounds and times of QUIC.</summary>
public sealed record QuicSettings
{
    /// <summary>The streams that the other side may have open; the muxer behind has the same bound.</summary>
    public int MaxInboundStreams { get; init; } = 128;

    /// <summary>
    /// Handshakes of others under way, and connections that wait to be looked at. Drop rule: the new one is refused. It is also the bound
    /// on what forged addresses cost, which no limit of an address holds.
    /// </summary>
    public int Backlog { get; init; } = 64;

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing may come before a connection is over.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often something is sent that has the other side answer, where nothing else is.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection that is over may take to send what was written.</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Received bytes of a connection that wait below, in all; a power of two.</summary>
    public int ConnectionWindow { get; init; } = 8 << 20;

    /// <summary>Those of one stream; a power of two.</summary>
    public int StreamWindow { get; init; } = 512 << 10;
}
