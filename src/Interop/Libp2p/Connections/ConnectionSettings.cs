using Consensoor.Interop.Libp2p.Muxing;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>The bounds and time-outs of a connection.</summary>
public sealed record ConnectionSettings
{
    /// <summary>How long each agreement on a protocol of the connection may take.</summary>
    public TimeSpan AgreementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the agreement on the protocol of a stream may take.</summary>
    public TimeSpan StreamAgreementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long identify, and a ping, may take.</summary>
    public TimeSpan ExchangeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a stream whose own half its session ended, and which no time of the session ends, may stay without a byte that goes or
    /// comes.
    /// </summary>
    public TimeSpan StreamRestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Sealed bytes that wait for the link before streams are held up.</summary>
    public int OutputLimit { get; init; } = 256 << 10;

    /// <summary>Bytes of frames from which they are sealed at once; fewer are when the link takes them. A seal holds 65,519.</summary>
    public int SealTogether { get; init; } = 64 << 10;

    /// <summary>Plain bytes that are opened before the muxer takes them.</summary>
    public int PlainLimit { get; init; } = 64 << 10;

    /// <summary>The bounds of the muxer.</summary>
    public MuxerSettings Muxer { get; init; } = new();
}
