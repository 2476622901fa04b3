using System.Net;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>Makes links that carry bytes in order, over whatever carries them.</summary>
public interface ITransportProtocol : IProtocol
{
    /// <summary>Whether links to an address can be made.</summary>
    bool CanDial(Multiaddr address);

    /// <summary>Makes a link to an address; a result says where it could not be.</summary>
    Task<DialResult> DialAsync(Multiaddr address, CancellationToken token);

    /// <summary>
    /// Takes links at an address until it is disposed of. <paramref name="admit"/> is asked about each by where it comes from, and gives
    /// what takes it, or null. Throws LinkException where nothing can listen there.
    /// </summary>
    ILinkListener Listen(Multiaddr address, Func<IPAddress, Action<ILink>?> admit);
}
