using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>Yamux, to be agreed on.</summary>
public sealed class YamuxProtocol : IConnectionProtocol<IMuxer, MuxerContext>
{
    /// <inheritdoc />
    public string Id => "/yamux/1.0.0";

    /// <inheritdoc />
    public IMuxer Dial(MuxerContext context) => new YamuxMuxer(isDialer: true, context.Settings, context.Now);

    /// <inheritdoc />
    public IMuxer Listen(MuxerContext context) => new YamuxMuxer(isDialer: false, context.Settings, context.Now);
}
