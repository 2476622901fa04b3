using System.Net;

namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>Decides about the links that others make.</summary>
public sealed class LinkGate(Func<IPAddress, int, bool> mayShake, Func<IPAddress, Action<ILink>?> admit, Action<IPAddress> refused)
{
    /// <summary>
    /// Tells whether an address may begin a handshake, where a transport has one of its own, and has so many under way. The address is not
    /// proved yet, so that nothing lasting is counted by it.
    /// </summary>
    public bool MayShake(IPAddress remote, int underWay) => mayShake(remote, underWay);

    /// <summary>Gives what takes a link from an address that is proved, and counts it; null refuses it.</summary>
    public Action<ILink>? Admit(IPAddress remote) => admit(remote);

    /// <summary>Counts an attempt of an address that is proved, and whose certificate is refused.</summary>
    public void Refused(IPAddress remote) => refused(remote);
}
