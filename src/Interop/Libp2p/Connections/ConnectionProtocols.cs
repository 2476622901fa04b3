using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>
/// What a host speaks on its connections, each list in the order of preference: how they are secured, how divided, and on streams.
/// Identify, its push and ping are spoken besides.
/// </summary>
public sealed record ConnectionProtocols
{
    /// <summary>Ways to secure a connection.</summary>
    public required IReadOnlyList<IConnectionProtocol<ISecurityMachine, SecurityContext>> Security { get; init; }

    /// <summary>Ways to divide it.</summary>
    public required IReadOnlyList<IConnectionProtocol<IMuxer, MuxerContext>> Muxers { get; init; }

    /// <summary>Protocols that the other side may open streams for.</summary>
    public IReadOnlyList<ISessionProtocol> Sessions { get; init; } = [];

    /// <summary>What the host says of itself.</summary>
    public required IIdentifySource Identify { get; init; }
}
