using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>Makes links that carry bytes in order, over whatever carries them.</summary>
public interface ITransportProtocol : IProtocol
{
    /// <summary>Whether links to an address can be made.</summary>
    bool CanDial(Multiaddr address);

    /// <summary>Whether an address is of the kind that is listened at.</summary>
    bool CanListen(Multiaddr address);

    /// <summary>Makes a link to an address; a result says where it could not be.</summary>
    Task<DialResult> DialAsync(Multiaddr address, CancellationToken token);

    /// <summary>
    /// Takes links at an address until it is disposed of, those that a gate admits. Throws LinkException where nothing can listen there.
    /// </summary>
    ILinkListener Listen(Multiaddr address, LinkGate gate);
}
