using System.Net;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.Discovery.Records;

// What the known keys say. A value of another form than the key's says nothing: it is null, and the record stays good.
public sealed partial class Enr
{
    /// <summary>Where discv5 reaches the node: by IPv4 where the record has it, else by IPv6; null where it has neither.</summary>
    public IPEndPoint? UdpEndpoint => UdpEndpoint4 ?? UdpEndpoint6;

    /// <summary>Where discv5 reaches the node by IPv4.</summary>
    public IPEndPoint? UdpEndpoint4 => Endpoint(EnrKeys.Ip, 4, EnrKeys.Udp);

    /// <summary>Where discv5 reaches the node by IPv6: port `udp6`, or `udp` where that is missing.</summary>
    public IPEndPoint? UdpEndpoint6 => Endpoint(EnrKeys.Ip6, 16, EnrKeys.Udp6, EnrKeys.Udp);

    /// <summary>Where libp2p reaches the node over TCP by IPv4.</summary>
    public IPEndPoint? TcpEndpoint4 => Endpoint(EnrKeys.Ip, 4, EnrKeys.Tcp);

    /// <summary>Where libp2p reaches the node over TCP by IPv6: port `tcp6`, or `tcp` where that is missing.</summary>
    public IPEndPoint? TcpEndpoint6 => Endpoint(EnrKeys.Ip6, 16, EnrKeys.Tcp6, EnrKeys.Tcp);

    /// <summary>Where libp2p reaches the node over QUIC by IPv4.</summary>
    public IPEndPoint? QuicEndpoint4 => Endpoint(EnrKeys.Ip, 4, EnrKeys.Quic);

    /// <summary>Where libp2p reaches the node over QUIC by IPv6.</summary>
    public IPEndPoint? QuicEndpoint6 => Endpoint(EnrKeys.Ip6, 16, EnrKeys.Quic6);

    /// <summary>The node's fork (`phase0/p2p-interface.md#eth2-field`).</summary>
    public ENRForkID? Eth2 => Value(EnrKeys.Eth2) is { } bytes ? Eth2Field.Decode(bytes) : null;

    /// <summary>The digest of the node's next fork; zero where none is scheduled (`fulu/p2p-interface.md#next-fork-digest`).</summary>
    public ForkDigest? NextForkDigest => Value(EnrKeys.Nfd) is { Length: 4 } bytes ? new ForkDigest(bytes) : null;

    /// <summary>The node's custody group count (`fulu/p2p-interface.md#custody-group-count`).</summary>
    public ulong? CustodyGroupCount => Value(EnrKeys.Cgc) is { } bytes && RlpIntegers.TryRead(bytes, out var count) ? count : null;

    /// <summary>Tells whether the node says it is on an attestation subnet.</summary>
    public bool IsOnAttestationSubnet(ulong subnet) => HasBit(EnrKeys.Attnets, subnet);

    /// <summary>Tells whether the node says it is on a sync committee subnet.</summary>
    public bool IsOnSyncSubnet(ulong subnet) => HasBit(EnrKeys.Syncnets, subnet);

    /// <summary>The attestation subnets that the node says it is on.</summary>
    public IEnumerable<ulong> AttestationSubnets => Bits(EnrKeys.Attnets);

    /// <summary>The sync committee subnets that the node says it is on.</summary>
    public IEnumerable<ulong> SyncSubnets => Bits(EnrKeys.Syncnets);

    private IEnumerable<ulong> Bits(string key)
    {
        var bits = Value(key) ?? [];
        for (var i = 0; i < bits.Length * 8; i++)
        {
            if ((bits[i / 8] >> (i % 8) & 1) == 1)
            {
                yield return (ulong)i;
            }
        }
    }

    private bool HasBit(string key, ulong bit) =>
        Value(key) is { } bits && bit < (ulong)bits.Length * 8 && (bits[(int)(bit / 8)] >> (int)(bit % 8) & 1) == 1;

    private IPEndPoint? Endpoint(string addressKey, int addressLength, params ReadOnlySpan<string> portKeys)
    {
        if (Value(addressKey) is not { } address || address.Length != addressLength)
        {
            return null;
        }

        foreach (var key in portKeys)
        {
            if (Value(key) is { } bytes && RlpIntegers.TryRead(bytes, out var port) && port is > 0 and <= ushort.MaxValue)
            {
                return new IPEndPoint(new IPAddress(address), (int)port);
            }
        }

        return null;
    }
}
