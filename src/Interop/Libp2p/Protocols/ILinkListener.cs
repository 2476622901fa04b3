using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>Something that takes links; it stops when it is disposed of.</summary>
public interface ILinkListener : IAsyncDisposable
{
    /// <summary>Where it listens, the port as the system gave it.</summary>
    Multiaddr Address { get; }
}
