namespace Consensoor.Interop.Discovery.Records;

/// <summary>The keys of node records that have a meaning here: EIP-778's, and those of the consensus p2p-interface documents.</summary>
public static class EnrKeys
{
    /// <summary>Name of the identity scheme.</summary>
    public const string Id = "id";

    /// <summary>Compressed public key, 33 bytes.</summary>
    public const string Secp256k1 = "secp256k1";

    /// <summary>IPv4 address, 4 bytes.</summary>
    public const string Ip = "ip";

    /// <summary>IPv6 address, 16 bytes.</summary>
    public const string Ip6 = "ip6";

    /// <summary>TCP port of libp2p.</summary>
    public const string Tcp = "tcp";

    /// <summary>TCP port of libp2p on IPv6.</summary>
    public const string Tcp6 = "tcp6";

    /// <summary>UDP port of discv5.</summary>
    public const string Udp = "udp";

    /// <summary>UDP port of discv5 on IPv6.</summary>
    public const string Udp6 = "udp6";

    /// <summary>UDP port of libp2p over QUIC.</summary>
    public const string Quic = "quic";

    /// <summary>UDP port of libp2p over QUIC on IPv6.</summary>
    public const string Quic6 = "quic6";

    /// <summary>ENRForkID in SSZ, 16 bytes (`phase0/p2p-interface.md#eth2-field`).</summary>
    public const string Eth2 = "eth2";

    /// <summary>Attestation subnets, a bit each (`phase0/p2p-interface.md#attestation-subnet-bitfield`).</summary>
    public const string Attnets = "attnets";

    /// <summary>Sync committee subnets, a bit each (`altair/p2p-interface.md#sync-committee-bitfield`).</summary>
    public const string Syncnets = "syncnets";

    /// <summary>Custody group count, an integer (`fulu/p2p-interface.md#custody-group-count`).</summary>
    public const string Cgc = "cgc";

    /// <summary>Next fork digest, 4 bytes (`fulu/p2p-interface.md#next-fork-digest`).</summary>
    public const string Nfd = "nfd";
}
