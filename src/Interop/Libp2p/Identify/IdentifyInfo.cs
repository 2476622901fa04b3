using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Identify;

/// <summary>
/// What a peer says of itself (`libp2p/specs identify`): the versions, the key (null where it is left out), addresses it listens at, the
/// address it sees the other side at, and the protocols it speaks.
/// </summary>
public sealed record IdentifyInfo
{
    /// <summary>The version of the network's protocols, as `eth2/1.0.0`.</summary>
    public string ProtocolVersion { get; init; } = "";

    /// <summary>The program and its version.</summary>
    public string AgentVersion { get; init; } = "";

    /// <summary>The identity key.</summary>
    public PeerPublicKey? PublicKey { get; init; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Multiaddr> ListenAddresses { get; init; } = [];

    /// <summary>Where it sees the other side.</summary>
    public Multiaddr? ObservedAddress { get; init; }

    /// <summary>What it speaks on streams.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];
}
