using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Identify;

/// <summary>Knows what the host says of itself.</summary>
public interface IIdentifySource
{
    /// <summary>Describes the host to a peer that is seen at an address, with the protocols spoken on streams.</summary>
    IdentifyInfo Describe(Multiaddr observed, IReadOnlyList<string> protocols);
}
