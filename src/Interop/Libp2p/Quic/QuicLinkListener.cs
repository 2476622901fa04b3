using System.Net;
using System.Net.Quic;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Authentication;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>
/// Accepts connections whose peers have proved who they are. An address that is shut out is refused at its first packet; it is counted
/// when the handshake has proved it, since packets of UDP may bear any address.
/// </summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
internal sealed class QuicLinkListener : ILinkListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly QuicTransport _transport;
    private readonly LinkGate _gate;
    private readonly QuicHandshakes _handshakes;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private QuicListener? _listener;
    private Exception? _problem;
    private Task _loop = Task.CompletedTask;

    private QuicLinkListener(QuicTransport transport, LinkGate gate, IPEndPoint end, TimeProvider time) =>
        (_transport, _gate, _handshakes, _time, Address) = (transport, gate, new QuicHandshakes(gate), time, Multiaddr.FromQuic(end));

    public Multiaddr Address { get; private set; }

    /// <summary>Listens; throws LinkException where that cannot be.</summary>
    public static QuicLinkListener Start(QuicTransport transport, IPEndPoint end, LinkGate gate, int backlog, TimeProvider time)
    {
        var made = new QuicLinkListener(transport, gate, end, time);
        // The system listens before this returns: nothing is waited for.
        var begun = made.BeginAsync(end, backlog);
        if (!begun.IsCompletedSuccessfully || made._listener is not { } listener)
        {
            throw new LinkException($"cannot listen at {end} over QUIC: {made._problem?.Message ?? "not at once"}", made._problem);
        }

        made.Address = Multiaddr.FromQuic(listener.LocalEndPoint);
        made._loop = Task.Run(() => made.AcceptAsync(listener));
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_listener is { } listener)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task BeginAsync(IPEndPoint end, int backlog)
    {
        try
        {
            _listener = await QuicListener.ListenAsync(new QuicListenerOptions
            {
                ListenEndPoint = end,
                ListenBacklog = backlog,
                ApplicationProtocols = [new SslApplicationProtocol("libp2p")],
                ConnectionOptionsCallback = Choose,
            }).ConfigureAwait(false);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            _problem = failure;
        }
    }

    private ValueTask<QuicServerConnectionOptions> Choose(QuicConnection connection, SslClientHelloInfo hello, CancellationToken token)
    {
        var proof = _transport.Proof();
        if (!_handshakes.TryBegin(connection, proof))
        {
            // The only way to refuse there is.
            return ValueTask.FromException<QuicServerConnectionOptions>(new AuthenticationException("not let in"));
        }

        return ValueTask.FromResult(_transport.Accepting(proof));
    }

    private async Task AcceptAsync(QuicListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Take(await listener.AcceptConnectionAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (Exception failure)
            {
                // A handshake that failed, for whatever reason: the system judges the certificate too, and may throw anything by it.
                _handshakes.Sweep();
                if (failure is ObjectDisposedException or QuicException { QuicError: QuicError.OperationAborted })
                {
                    // The end; or the listener is broken, and says so again at once.
                    await PauseAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private Task PauseAsync() => Task.Delay(Pause, _time, _stop.Token).ContinueWith(
        static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Take(QuicConnection connection)
    {
        var remote = connection.RemoteEndPoint;
        if (_handshakes.End(connection)?.Peer is { } peer && _gate.Admit(remote.Address) is { } take)
        {
            take(_transport.Link(connection, Multiaddr.FromQuic(remote), peer));
        }
        else
        {
            // Nobody waits for it: it ends within the connection's own times.
            _ = RefuseAsync(connection);
        }
    }

    private static async Task RefuseAsync(QuicConnection connection)
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            // It is over all the same.
        }
    }
}
