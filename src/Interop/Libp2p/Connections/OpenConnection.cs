using System.Net;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>A connection as the manager counts it.</summary>
internal sealed record OpenConnection(long Id, bool IsInbound, IPAddress Group, DateTimeOffset Since)
{
    /// <summary>Who it is with: expected from the beginning where it was dialled, proved once <see cref="IsSecured"/>.</summary>
    public PeerId? Peer { get; set; }

    public bool IsSecured { get; set; }
}
