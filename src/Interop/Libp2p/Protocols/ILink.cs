using System.IO.Pipelines;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>Bytes in order, both ways, until it is disposed of.</summary>
public interface ILink : IAsyncDisposable
{
    /// <summary>The address of the other side.</summary>
    Multiaddr Remote { get; }

    /// <summary>What the link says where it is secured and divided below; null where its bytes are the wire's.</summary>
    SecuredLink? Secured { get; }

    /// <summary>What comes.</summary>
    PipeReader Input { get; }

    /// <summary>What is sent; its flush ends when the system has taken it.</summary>
    PipeWriter Output { get; }
}
