using System.Net;
using System.Net.Sockets;

namespace Consensoor.Interop.Discovery.Udp;

/// <summary>
/// A bound UDP socket that hands each datagram, with its sender, to one receiver on a thread of the pool, one at a time. Datagrams longer
/// than a packet of discv5 are dropped unread. Sending never waits: what the system has no room for is lost, as on the wire.
/// </summary>
public sealed class UdpLink : IDisposable
{
    private const int BufferLength = Wire.PacketCodec.MaxLength + 1;
    private const int SystemBuffer = 1 << 20;

    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Binds to an address; a port of 0 lets the system choose. Throws SocketException where that is taken or not here.</summary>
    public UdpLink(IPEndPoint local)
    {
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (local.AddressFamily == AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = false;
            }

            (_socket.ReceiveBufferSize, _socket.SendBufferSize) = (SystemBuffer, SystemBuffer);
            _socket.Bind(local);
            _socket.Blocking = false;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The address it is bound to.</summary>
    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Datagrams that the system had no room to send.</summary>
    public long Unsent { get; private set; }

    /// <summary>Receives until disposed; the receiver owns the bytes it is given.</summary>
    public async Task ReceiveAsync(Action<IPEndPoint, ReadOnlyMemory<byte>> receiver)
    {
        var buffer = new byte[BufferLength];
        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token).ConfigureAwait(false);
                if (got.ReceivedBytes <= Wire.PacketCodec.MaxLength)
                {
                    receiver((IPEndPoint)got.RemoteEndPoint, buffer.AsMemory(0, got.ReceivedBytes).ToArray());
                }
            }
            catch (SocketException)
            {
                // An ICMP answer to something sent, or a datagram longer than the buffer: neither says anything of the next one.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>Sends a datagram, or loses it.</summary>
    public void Send(IPEndPoint receiver, ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, receiver);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or ArgumentException)
        {
            Unsent++;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
    }
}
