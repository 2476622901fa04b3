using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Serilog.Events;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

public sealed class QuicChoiceTests
{
    private static readonly Multiaddr OverQuic = Multiaddr.Parse(
        "/ip4/127.0.0.1/udp/9001/quic-v1/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", out _)!;

    private static readonly RunOptions Options = new(
        null,
        null,
        null,
        null,
        new NodeOptions("", IPAddress.Loopback, 0, IPAddress.Loopback, 0, null, LogEventLevel.Error, []),
        TextWriter.Null)
    {
        P2pPort = 9000,
    };

    [Fact]
    public void It_listens_where_a_port_is_given_and_the_library_is_here()
    {
        Assert.Null(QuicChoice.From(Options, isSupported: true));
        Assert.Null(QuicChoice.From(Options with { QuicPort = 0 }, isSupported: true));
        Assert.Equal(new IPEndPoint(IPAddress.Any, 9001), QuicChoice.From(Options with { QuicPort = 9001 }, isSupported: true));
        Assert.Null(QuicChoice.From(Options with { QuicPort = 9001 }, isSupported: false));
    }

    [Fact]
    public void What_cannot_be_meant_is_refused_with_the_option()
    {
        foreach (var isSupported in new[] { true, false })
        {
            Refused(Options with { QuicPort = 9000 }, isSupported, "--quic-port: discovery has UDP port 9000");
            Refused(Options with { QuicPort = 9001, P2pPort = 0 }, isSupported, "--quic-port: there is no network of peers");
        }

        Refused(Options with { Peers = [OverQuic] }, false, $"--peers: {OverQuic}");
        Assert.Null(QuicChoice.From(Options with { Peers = [OverQuic] }, isSupported: true));
    }

    private static void Refused(RunOptions options, bool isSupported, string begin) => Assert.StartsWith(
        begin, Assert.Throws<NodeStartException>(() => QuicChoice.From(options, isSupported)).Message, StringComparison.Ordinal);
}
