using Consensoor.Actors.Network.Wire;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Tests where a peer is said to listen over TCP, which is where discovery asks it for its record.</summary>
public class WireLinkTests
{
    [Theory]
    [InlineData("/ip4/192.0.2.1/tcp/9000", "", "/ip4/192.0.2.1/tcp/9000")]
    [InlineData("/ip4/192.0.2.1/udp/9001/quic-v1", "", null)]
    [InlineData("/ip4/192.0.2.1/udp/9001/quic-v1", "/ip4/192.0.2.1/tcp/9000", "/ip4/192.0.2.1/tcp/9000")]
    [InlineData("/ip4/192.0.2.1/udp/9001/quic-v1", "/ip4/10.0.0.1/tcp/9000 /ip4/192.0.2.1/tcp/9003", "/ip4/192.0.2.1/tcp/9003")]
    [InlineData("/ip4/192.0.2.1/udp/9001/quic-v1", "/ip4/192.0.2.1/tcp/0 /ip4/192.0.2.2/tcp/9000", null)]
    public void AQuicPeerIsAskedWhereItSaysThatItListensOverTcpAtItsAddress(string remote, string listens, string? expected)
    {
        var link = new WireLink(1, NodeKey.Create().PeerId, Address(remote), isInbound: false)
        {
            Listens = [.. listens.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Address)],
        };
        Assert.Equal(expected, link.TcpAddress?.ToString());
    }

    private static Multiaddr Address(string text) => Multiaddr.Parse(text, out _)!;
}
