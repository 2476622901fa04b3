using System.Net;
using System.Text;
using Consensoor.Fuzz.Discovery;
using Consensoor.Fuzz.Streams;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Libp2p;

/// <summary>Multiaddrs and peer ids made bad, as bytes and as text: what is taken is written as it came, or reads the same again.</summary>
internal sealed class NameTarget : IFuzzTarget
{
    private static readonly string[] Addresses =
    [
        "/ip4/192.0.2.1/tcp/9000", "/ip6/2001:db8::1/udp/9001/quic-v1", "/dns4/example.org/tcp/443", "/ip6zone/x/ip6/fe80::1/tcp/1",
        Multiaddr.FromTcp(new IPEndPoint(IPAddress.Loopback, 1), DiscoverySamples.Keys[0].PeerId).ToString(),
    ];

    public string Name => "libp2p multiaddr and peer id";

    public int Share => 6;

    public string Run(FuzzRandom random) => random.Next(4) switch
    {
        0 => AddressBytes(HostileBytes.Spoil(random, Multiaddr.Parse(random.Pick(Addresses), out _)?.Bytes.ToArray() ?? random.Bytes(9))),
        1 => AddressText(Text(random, random.Pick(Addresses))),
        2 => IdBytes(HostileBytes.Spoil(random, random.Pick(DiscoverySamples.Keys).PeerId.Bytes.ToArray())),
        _ => IdText(Text(random, random.OneIn(2)
            ? random.Pick(DiscoverySamples.Keys).PeerId.ToString()
            : random.Pick(DiscoverySamples.Keys).PeerId.ToCid())),
    };

    private static string AddressBytes(byte[] bytes)
    {
        if (Multiaddr.FromBytes(bytes, out var problem) is not { } address)
        {
            Require(problem is { Length: > 0 }, "refused without a word", bytes);
            return "bytes of no multiaddr";
        }

        Require(address.Bytes.SequenceEqual(bytes), "written otherwise", bytes);
        Require(address.Equals(Multiaddr.Parse(address.ToString(), out _)), "its text reads otherwise", bytes);
        return "multiaddr";
    }

    private static string AddressText(string text)
    {
        if (Multiaddr.Parse(text, out var problem) is not { } address)
        {
            Require(problem is { Length: > 0 }, "refused without a word", Encoding.UTF8.GetBytes(text));
            return "text of no multiaddr";
        }

        Require(address.Equals(Multiaddr.FromBytes(address.Bytes, out _)), "its bytes read otherwise", address.Bytes.ToArray());
        _ = (address.Peer, address.LinkEndPoint);
        return "multiaddr of text";
    }

    private static string IdBytes(byte[] bytes)
    {
        if (PeerId.FromBytes(bytes, out var problem) is not { } id)
        {
            Require(problem is { Length: > 0 }, "refused without a word", bytes);
            return "bytes of no peer id";
        }

        Require(id.Bytes.SequenceEqual(bytes), "written otherwise", bytes);
        Require(id.Equals(PeerId.Parse(id.ToString(), out _)) && id.Equals(PeerId.Parse(id.ToCid(), out _)), "text reads otherwise", bytes);
        return "peer id";
    }

    private static string IdText(string text)
    {
        if (PeerId.Parse(text, out var problem) is not { } id)
        {
            Require(problem is { Length: > 0 }, "refused without a word", Encoding.UTF8.GetBytes(text));
            return "text of no peer id";
        }

        Require(id.Equals(PeerId.FromBytes(id.Bytes, out _)), "its bytes read otherwise", id.Bytes.ToArray());
        return "peer id of text";
    }

    private static string Text(FuzzRandom random, string good) =>
        Encoding.UTF8.GetString(HostileBytes.Spoil(random, Encoding.UTF8.GetBytes(good)));
}
