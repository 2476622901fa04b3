using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Tcp;

/// <summary>Links over TCP, IPv4 and IPv6. Names are not resolved.</summary>
public sealed class TcpTransport(TimeProvider time) : ITransportProtocol
{
    /// <inheritdoc />
    public string Id => "/tcp";

    /// <inheritdoc />
    public bool CanDial(Multiaddr address) => address.TcpEndPoint is { Port: > 0 };

    /// <inheritdoc />
    public bool CanListen(Multiaddr address) => address.TcpEndPoint is not null;

    /// <inheritdoc />
    public async Task<DialResult> DialAsync(Multiaddr address, CancellationToken token)
    {
        if (address.TcpEndPoint is not { } end)
        {
            return new DialResult(null, $"{address} is no TCP address");
        }

        Socket? socket = null;
        try
        {
            // Throws too, where no descriptors are left.
            socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(end, token).ConfigureAwait(false);
            return new DialResult(new TcpLink(socket, end), null);
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            socket?.Dispose();
            var problem = failure is SocketException refused ? refused.SocketErrorCode.ToString() : "not in time, or not for long";
            return new DialResult(null, $"{end}: {problem}");
        }
    }

    /// <inheritdoc />
    public ILinkListener Listen(Multiaddr address, LinkGate gate)
    {
        if (address.TcpEndPoint is not { } end)
        {
            throw new LinkException($"{address} is no TCP address");
        }

        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (end.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(end);
            socket.Listen();
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new LinkException($"cannot listen at {end}: {failure.SocketErrorCode}", failure);
        }

        return new TcpLinkListener(socket, gate, time);
    }
}
