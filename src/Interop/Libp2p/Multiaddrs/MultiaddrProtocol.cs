namespace Consensoor.Interop.Libp2p.Multiaddrs;

/// <summary>
/// A protocol that a multiaddr may name: its code, its name and the form of its value (`multiformats/multiaddr protocols.csv`, whose rows
/// these are).
/// </summary>
public sealed record MultiaddrProtocol(int Code, string Name, MultiaddrValue Value)
{
    private static readonly MultiaddrProtocol[] Table =
    [
        new(4, "ip4", MultiaddrValue.Ip4), new(6, "tcp", MultiaddrValue.Port), new(33, "dccp", MultiaddrValue.Port),
        new(41, "ip6", MultiaddrValue.Ip6), new(42, "ip6zone", MultiaddrValue.Name), new(43, "ipcidr", MultiaddrValue.Mask),
        new(53, "dns", MultiaddrValue.Name), new(54, "dns4", MultiaddrValue.Name), new(55, "dns6", MultiaddrValue.Name),
        new(56, "dnsaddr", MultiaddrValue.Name), new(132, "sctp", MultiaddrValue.Port), new(273, "udp", MultiaddrValue.Port),
        new(275, "p2p-webrtc-star", MultiaddrValue.None), new(276, "p2p-webrtc-direct", MultiaddrValue.None),
        new(277, "p2p-stardust", MultiaddrValue.None), new(280, "webrtc-direct", MultiaddrValue.None),
        new(281, "webrtc", MultiaddrValue.None), new(290, "p2p-circuit", MultiaddrValue.None), new(301, "udt", MultiaddrValue.None),
        new(302, "utp", MultiaddrValue.None), new(400, "unix", MultiaddrValue.Path), new(421, "p2p", MultiaddrValue.Peer),
        new(421, "ipfs", MultiaddrValue.Peer), new(443, "https", MultiaddrValue.None), new(444, "onion", MultiaddrValue.Onion),
        new(445, "onion3", MultiaddrValue.Onion3), new(446, "garlic64", MultiaddrValue.Garlic64),
        new(447, "garlic32", MultiaddrValue.Garlic32), new(448, "tls", MultiaddrValue.None), new(449, "sni", MultiaddrValue.Name),
        new(454, "noise", MultiaddrValue.None), new(460, "quic", MultiaddrValue.None), new(461, "quic-v1", MultiaddrValue.None),
        new(465, "webtransport", MultiaddrValue.None), new(466, "certhash", MultiaddrValue.CertHash), new(477, "ws", MultiaddrValue.None),
        new(478, "wss", MultiaddrValue.None), new(479, "p2p-websocket-star", MultiaddrValue.None), new(480, "http", MultiaddrValue.None),
        new(481, "http-path", MultiaddrValue.Escaped), new(777, "memory", MultiaddrValue.Escaped),
    ];

    private static readonly Dictionary<string, MultiaddrProtocol> Names = Table.ToDictionary(static row => row.Name);
    private static readonly Dictionary<int, MultiaddrProtocol> Codes =
        Table.Where(static row => row.Name != "ipfs").ToDictionary(static row => row.Code);

    /// <summary>All rows; `ipfs` is another name of `p2p`.</summary>
    public static IReadOnlyList<MultiaddrProtocol> All => Table;

    /// <summary>IPv4 address.</summary>
    public static MultiaddrProtocol Ip4 { get; } = Names["ip4"];

    /// <summary>IPv6 address.</summary>
    public static MultiaddrProtocol Ip6 { get; } = Names["ip6"];

    /// <summary>TCP port.</summary>
    public static MultiaddrProtocol Tcp { get; } = Names["tcp"];

    /// <summary>UDP port.</summary>
    public static MultiaddrProtocol Udp { get; } = Names["udp"];

    /// <summary>QUIC of RFC 9000.</summary>
    public static MultiaddrProtocol QuicV1 { get; } = Names["quic-v1"];

    /// <summary>Peer id.</summary>
    public static MultiaddrProtocol P2p { get; } = Names["p2p"];

    /// <summary>The protocol of a name, null where there is none.</summary>
    public static MultiaddrProtocol? ByName(string name) => Names.GetValueOrDefault(name);

    /// <summary>The protocol of a code, null where there is none.</summary>
    public static MultiaddrProtocol? ByCode(ulong code) => code <= int.MaxValue ? Codes.GetValueOrDefault((int)code) : null;

    /// <summary>The bytes of the value where all have the same number; null where a length is written before it.</summary>
    public int? Length => Value switch
    {
        MultiaddrValue.None => 0,
        MultiaddrValue.Mask => 1,
        MultiaddrValue.Port => 2,
        MultiaddrValue.Ip4 => 4,
        MultiaddrValue.Ip6 => 16,
        MultiaddrValue.Onion => 12,
        MultiaddrValue.Onion3 => 37,
        _ => null,
    };
}
