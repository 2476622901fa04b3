using System.Net;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>Decides about the links that others make.</summary>
public sealed class LinkGate(Func<IPAddress, bool> mayShake, Func<IPAddress, Action<ILink>?> admit)
{
    /// <summary>
    /// Tells whether an address may begin a handshake, where a transport has one of its own. The address is not proved yet, so that nothing
    /// is counted by it.
    /// </summary>
    public bool MayShake(IPAddress remote) => mayShake(remote);

    /// <summary>Gives what takes a link from an address that is proved, and counts it; null refuses it.</summary>
    public Action<ILink>? Admit(IPAddress remote) => admit(remote);
}
