using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>The streams of QUIC, which need no agreement: a link that has them says so.</summary>
public sealed class QuicProtocol : IConnectionProtocol<IMuxer, MuxerContext>
{
    /// <summary>The one that links name.</summary>
    public static QuicProtocol Instance { get; } = new();

    /// <inheritdoc />
    public string Id => "/quic-v1";

    /// <inheritdoc />
    public IMuxer Dial(MuxerContext context) => new QuicMuxer(context.Settings);

    /// <inheritdoc />
    public IMuxer Listen(MuxerContext context) => new QuicMuxer(context.Settings);
}
