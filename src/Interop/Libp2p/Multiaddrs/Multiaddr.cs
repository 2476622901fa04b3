using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Multiaddrs;

/// <summary>
/// An address that says how to reach a peer, part by part (`multiformats/multiaddr`), as `/ip4/192.0.2.1/tcp/9000/p2p/16Uiu2…`. Equal
/// where the bytes are.
/// </summary>
public sealed class Multiaddr : IEquatable<Multiaddr>
{
    /// <summary>The most bytes of an address that is read.</summary>
    public const int MaxLength = 1024;

    /// <summary>The most letters of an address that is read.</summary>
    public const int MaxTextLength = 2048;

    /// <summary>The most parts of an address that is read.</summary>
    public const int MaxParts = 24;

    private readonly byte[] _bytes;
    private readonly MultiaddrPart[] _parts;

    private Multiaddr(byte[] bytes, MultiaddrPart[] parts) => (_bytes, _parts) = (bytes, parts);

    /// <summary>The packed form.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The parts, the outermost address first.</summary>
    public IReadOnlyList<MultiaddrPart> Parts => _parts;

    /// <summary>The peer id of the last `p2p` part; null where there is none.</summary>
    public PeerId? Peer => _parts.LastOrDefault(static part => part.Protocol == MultiaddrProtocol.P2p) is { Protocol: not null } part
        ? PeerId.FromBytes(part.Value.Span, out _) : null;

    /// <summary>
    /// The address and port, where this is an IP address and a TCP port and then nothing or a peer id; null otherwise. An IPv4 address
    /// within IPv6 is given as IPv4.
    /// </summary>
    public IPEndPoint? TcpEndPoint => EndPointOf(MultiaddrProtocol.Tcp);

    /// <summary>The same of a UDP port.</summary>
    public IPEndPoint? UdpEndPoint => EndPointOf(MultiaddrProtocol.Udp);

    /// <summary>The same of a UDP port that QUIC (`quic-v1`) is spoken at.</summary>
    public IPEndPoint? QuicEndPoint => EndPointOf(MultiaddrProtocol.Udp, MultiaddrProtocol.QuicV1);

    /// <summary>Where a link goes to, over TCP or QUIC; null for other addresses.</summary>
    public IPEndPoint? LinkEndPoint => TcpEndPoint ?? QuicEndPoint;

    /// <summary>The address of a TCP end point, with a peer id where one is given.</summary>
    public static Multiaddr FromTcp(IPEndPoint endPoint, PeerId? peer = null) => From(endPoint, [MultiaddrProtocol.Tcp], peer);

    /// <summary>The address of an end point of QUIC, with a peer id where one is given.</summary>
    public static Multiaddr FromQuic(IPEndPoint endPoint, PeerId? peer = null) =>
        From(endPoint, [MultiaddrProtocol.Udp, MultiaddrProtocol.QuicV1], peer);

    /// <summary>Reads the packed form; null for what is none, with the reason.</summary>
    public static Multiaddr? FromBytes(ReadOnlySpan<byte> bytes, out string? problem)
    {
        problem = null;
        if (bytes.Length is 0 or > MaxLength)
        {
            problem = $"an address has 1 to {MaxLength} bytes, not {bytes.Length}";
            return null;
        }

        var packed = bytes.ToArray();
        var parts = new List<MultiaddrPart>();
        for (var at = 0; at < packed.Length;)
        {
            problem = parts.Count == MaxParts ? $"an address has at most {MaxParts} parts" : ReadPart(packed, ref at, parts);
            if (problem is not null)
            {
                return null;
            }
        }

        return new Multiaddr(packed, [.. parts]);
    }

    /// <summary>Reads the text form; null for what is none, with the reason.</summary>
    public static Multiaddr? Parse(string text, out string? problem)
    {
        if (text.Length is < 2 or > MaxTextLength || text[0] != '/')
        {
            problem = $"an address begins with a slash and has 2 to {MaxTextLength} letters";
            return null;
        }

        var words = (text.EndsWith('/') ? text[1..^1] : text[1..]).Split('/');
        var parts = new List<MultiaddrPart>();
        for (var i = 0; i < words.Length; i++)
        {
            if (MultiaddrProtocol.ByName(words[i]) is not { } protocol)
            {
                problem = $"part {parts.Count + 1}: no protocol has the name '{Shown(words[i])}'";
                return null;
            }

            byte[]? value = [];
            if (protocol.Value != MultiaddrValue.None)
            {
                var end = protocol.Value == MultiaddrValue.Path ? words.Length : Math.Min(i + 2, words.Length);
                var word = string.Join('/', words[(i + 1)..end]);
                i = end - 1;
                value = MultiaddrText.Parse(protocol.Value, word);
                if (value is null)
                {
                    problem = $"part {parts.Count + 1}: '{Shown(word)}' is no value of {protocol.Name}";
                    return null;
                }
            }

            if (parts.Count == MaxParts)
            {
                problem = $"an address has at most {MaxParts} parts";
                return null;
            }

            parts.Add(new MultiaddrPart(MultiaddrProtocol.ByCode((ulong)protocol.Code)!, value));
        }

        var bytes = Pack(parts);
        problem = bytes.Length > MaxLength ? $"an address has at most {MaxLength} bytes, not {bytes.Length}" : null;
        return problem is null ? new Multiaddr(bytes, [.. parts]) : null;
    }

    /// <summary>Reads the text form as <see cref="Parse"/> does; false where it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Multiaddr? address)
    {
        address = text is null ? null : Parse(text, out _);
        return address is not null;
    }

    /// <inheritdoc />
    public bool Equals(Multiaddr? other) => other is not null && Bytes.SequenceEqual(other._bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Multiaddr);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (protocol, value) in _parts)
        {
            text.Append('/').Append(protocol.Name);
            if (protocol.Value != MultiaddrValue.None)
            {
                text.Append('/').Append(MultiaddrText.Format(protocol.Value, value.Span));
            }
        }

        return text.ToString();
    }

    // The first of the protocols has the port.
    private static Multiaddr From(IPEndPoint endPoint, ReadOnlySpan<MultiaddrProtocol> protocols, PeerId? peer)
    {
        var address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        var value = address.GetAddressBytes();
        List<MultiaddrPart> parts =
        [
            new(value.Length == 4 ? MultiaddrProtocol.Ip4 : MultiaddrProtocol.Ip6, value),
            new(protocols[0], new byte[] { (byte)(endPoint.Port >> 8), (byte)endPoint.Port }),
        ];
        foreach (var protocol in protocols[1..])
        {
            parts.Add(new MultiaddrPart(protocol, ReadOnlyMemory<byte>.Empty));
        }

        if (peer is not null)
        {
            parts.Add(new MultiaddrPart(MultiaddrProtocol.P2p, peer.Bytes.ToArray()));
        }

        return new Multiaddr(Pack(parts), [.. parts]);
    }

    private IPEndPoint? EndPointOf(params ReadOnlySpan<MultiaddrProtocol> protocols)
    {
        var end = 1 + protocols.Length;
        var isOne = _parts.Length >= end
            && _parts[0].Protocol.Value is (MultiaddrValue.Ip4 or MultiaddrValue.Ip6)
            && (_parts.Length == end || (_parts.Length == end + 1 && _parts[end].Protocol == MultiaddrProtocol.P2p));
        for (var i = 0; isOne && i < protocols.Length; i++)
        {
            isOne = _parts[1 + i].Protocol == protocols[i];
        }

        if (!isOne)
        {
            return null;
        }

        var address = new IPAddress(_parts[0].Value.Span);
        var port = _parts[1].Value.Span;
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, (port[0] << 8) | port[1]);
    }

    private static string? ReadPart(byte[] packed, ref int at, List<MultiaddrPart> parts)
    {
        var place = $"part {parts.Count + 1}";
        if (Varint.TryRead(packed.AsSpan(at), out var code, out var taken) != VarintStatus.Read)
        {
            return $"{place}: the protocol's code is no varint";
        }

        if (MultiaddrProtocol.ByCode(code) is not { } protocol)
        {
            return $"{place}: no protocol has the code {code}";
        }

        at += taken;
        var length = (ulong)(protocol.Length ?? 0);
        if (protocol.Length is null)
        {
            if (Varint.TryRead(packed.AsSpan(at), out length, out taken) != VarintStatus.Read)
            {
                return $"{place}: the length of {protocol.Name} is no varint";
            }

            at += taken;
        }

        if (length > (ulong)(packed.Length - at))
        {
            return $"{place}: {protocol.Name} has {length} bytes and {packed.Length - at} are left";
        }

        var value = packed.AsMemory(at, (int)length);
        at += (int)length;
        if (!MultiaddrText.IsValue(protocol.Value, value.Span) || (protocol.Value == MultiaddrValue.Path && at < packed.Length))
        {
            return $"{place}: the bytes are no value of {protocol.Name}";
        }

        parts.Add(new MultiaddrPart(protocol, value));
        return null;
    }

    private static byte[] Pack(List<MultiaddrPart> parts)
    {
        using var packed = new ByteQueue();
        Span<byte> number = stackalloc byte[Varint.MaxLength];
        foreach (var (protocol, value) in parts)
        {
            packed.Write(number[..Varint.Write(number, (ulong)protocol.Code)]);
            if (protocol.Length is null)
            {
                packed.Write(number[..Varint.Write(number, (ulong)value.Length)]);
            }

            packed.Write(value.Span);
        }

        return packed.Span.ToArray();
    }

    private static string Shown(string word) => word.Length <= 64 ? word : word[..64] + "…";
}
