using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Tcp;

/// <summary>Accepts sockets one after another; those that are not admitted are reset at once.</summary>
internal sealed class TcpLinkListener : ILinkListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly LinkGate _gate;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public TcpLinkListener(Socket socket, LinkGate gate, TimeProvider time)
    {
        (_socket, _gate, _time) = (socket, gate, time);
        Address = Multiaddr.FromTcp((IPEndPoint)socket.LocalEndPoint!);
        _loop = Task.Run(AcceptAsync);
    }

    public Multiaddr Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket? socket = null;
            try
            {
                socket = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                await TakeAsync(socket).ConfigureAwait(false);
            }
            catch (Exception failure)
                when (failure is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // No descriptors left, or the end. One that went away before it was looked at holds up none behind it.
                await (socket is null ? PauseAsync() : Task.CompletedTask).ConfigureAwait(false);
                socket?.Dispose();
            }
        }
    }

    private async Task TakeAsync(Socket socket)
    {
        socket.NoDelay = true;
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        var link = new TcpLink(socket, remote);
        if (_gate.Admit(remote.Address) is { } take)
        {
            take(link);
        }
        else
        {
            socket.LingerState = new LingerOption(true, 0);
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task PauseAsync() => Task.Delay(Pause, _time, _stop.Token).ContinueWith(
        static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
