using System.Net;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Tests.Network.Discovery;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Tcp;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>A start that fails leaves nothing open.</summary>
public sealed class Libp2pConnectionTests
{
    [Fact]
    public async Task WhereQuicCannotListenWhatListenedOverTcpIsClosed()
    {
        var tcp = new WatchedTransport(new TcpTransport(TimeProvider.System));
        var quic = new WatchedTransport(null);
        await Assert.ThrowsAsync<LinkException>(() => Libp2pConnection.ListenAsync(
            Settings(), TestRecords.Settings(), NodeKey.Create(), "test", tcp, () => quic));
        Assert.Equal((1, 1), (tcp.Opened, tcp.Closed));
        Assert.True(quic.IsDisposed);
    }

    [Fact]
    public async Task WhereTheTransportOfQuicCannotBeMadeNothingListens()
    {
        var tcp = new WatchedTransport(new TcpTransport(TimeProvider.System));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Libp2pConnection.ListenAsync(
            Settings(), TestRecords.Settings(), NodeKey.Create(), "test", tcp, static () => throw new InvalidOperationException("no")));
        Assert.Equal((0, 0), (tcp.Opened, tcp.Closed));
    }

    [Fact]
    public async Task ATakenPortIsSaid()
    {
        var tcp = new WatchedTransport(new TcpTransport(TimeProvider.System));
        await using var first = await Libp2pConnection.ListenAsync(
            Settings() with { Quic = null }, TestRecords.Settings(), NodeKey.Create(), "test", tcp, static () => null);
        var taken = Settings() with { Listen = tcp.Addresses[0].TcpEndPoint!, Quic = null };
        var second = new WatchedTransport(new TcpTransport(TimeProvider.System));
        await Assert.ThrowsAsync<LinkException>(() => Libp2pConnection.ListenAsync(
            taken, TestRecords.Settings() with { IsEnabled = false }, NodeKey.Create(), "test", second, static () => null));
        Assert.Equal((0, 0), (second.Opened, second.Closed));
        Assert.Equal((1, 0), (tcp.Opened, tcp.Closed));
    }

    private static WireSettings Settings() => WireActorTests.Settings() with { Quic = new IPEndPoint(IPAddress.Loopback, 0) };

    /// <summary>Counts listeners of a transport that are open; without one below it is QUIC's, and cannot listen.</summary>
    private sealed class WatchedTransport(ITransportProtocol? inner) : ITransportProtocol, IDisposable
    {
        public int Opened { get; private set; }

        public int Closed { get; private set; }

        public bool IsDisposed { get; private set; }

        public List<Multiaddr> Addresses { get; } = [];

        public string Id => "/watched";

        public bool CanDial(Multiaddr address) => false;

        public bool CanListen(Multiaddr address) => inner?.CanListen(address) ?? address.QuicEndPoint is not null;

        public Task<DialResult> DialAsync(Multiaddr address, CancellationToken token) => throw new NotSupportedException();

        public ILinkListener Listen(Multiaddr address, LinkGate gate)
        {
            var listener = (inner ?? throw new LinkException("QUIC cannot listen")).Listen(address, gate);
            Opened++;
            Addresses.Add(listener.Address);
            return new Watched(listener, this);
        }

        public void Dispose() => IsDisposed = true;

        private sealed class Watched(ILinkListener inner, WatchedTransport owner) : ILinkListener
        {
            public Multiaddr Address => inner.Address;

            public async ValueTask DisposeAsync()
            {
                await inner.DisposeAsync();
                owner.Closed++;
            }
        }
    }
}
