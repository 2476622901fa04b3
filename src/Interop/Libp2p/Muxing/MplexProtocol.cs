using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>mplex, to be agreed on.</summary>
public sealed class MplexProtocol : IConnectionProtocol<IMuxer, MuxerContext>
{
    /// <inheritdoc />
    public string Id => "/mplex/6.7.0";

    /// <inheritdoc />
    public IMuxer Dial(MuxerContext context) => new MplexMuxer(context.Settings);

    /// <inheritdoc />
    public IMuxer Listen(MuxerContext context) => new MplexMuxer(context.Settings);
}
