using System.Threading.Channels;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>
/// Drives the machine of one connection: bytes of the link into it, its bytes to the link, and its wake-ups. One lock guards the machine;
/// events are told under it, in order, and must not wait.
/// </summary>
internal sealed class HostConnection : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Connection _machine;
    private readonly ILink _link;
    private readonly TimeProvider _time;
    private readonly TimeSpan _linger;
    private readonly CancellationTokenSource _over;
    private readonly Action<HostConnection, ConnectionEvent> _tell;
    private readonly Channel<bool> _toWrite = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // What the link is being given; the writer's alone.
    private readonly ByteQueue _sending = new();
    private readonly ITimer _timer;
    private DateTimeOffset? _timerAt;
    private bool _isOver;
    private TaskCompletionSource? _resumed;

    public HostConnection(
        long id, Connection machine, ILink link, TimeProvider time, TimeSpan linger, Action<HostConnection, ConnectionEvent> tell)
    {
        (Id, _machine, _link, _time, _linger, _tell) = (id, machine, link, time, linger, tell);
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var never = Timeout.InfiniteTimeSpan;
        _timer = time.CreateTimer(static state => ((HostConnection)state!).Wake(), this, never, never);
    }

    public long Id { get; }

    public Connection Machine => _machine;

    /// <summary>Carries bytes until the connection is over; the link is closed behind it, whatever is thrown.</summary>
    public async Task RunAsync()
    {
        var reading = Task.CompletedTask;
        try
        {
            // What is known already is told before anything is done for it.
            Do(static (_, _) => { });
            Do(static (machine, now) => machine.Receive([], now));
            reading = ReadAsync();
            await WriteAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await _link.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                lock (_gate)
                {
                    GoOnReading();
                }

                await reading.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Does something with the machine, and what follows from it.</summary>
    public void Do(Action<Connection, DateTimeOffset> action)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            action(_machine, now);
            Follow(now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _over.Dispose();
        _sending.Dispose();
        lock (_gate)
        {
            _machine.Dispose();
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            _timerAt = null;
            var now = _time.GetUtcNow();
            _machine.Wake(now);
            Follow(now);
        }
    }

    private void Follow(DateTimeOffset now)
    {
        do
        {
            while (_machine.TryNextEvent(out var next))
            {
                _tell(this, next);
            }
        }
        while (_machine.Resume(now));

        if (!_machine.IsHeld)
        {
            GoOnReading();
        }

        if (_machine.HasOutput || _machine.Close is not null)
        {
            _toWrite.Writer.TryWrite(true);
        }

        if (_machine.Close is not null && !_isOver)
        {
            // Who does not read what is left has so long for it.
            _isOver = true;
            _over.CancelAfter(_linger);
        }

        // The timer may go off too early, which costs a look; never too late.
        if (_machine.WakeUp is { } wake && !(_timerAt <= wake))
        {
            _timerAt = wake;
            _timer.Change(wake > now ? wake - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void GoOnReading()
    {
        _resumed?.SetResult();
        _resumed = null;
    }

    private async Task ReadAsync()
    {
        var reason = CloseReason.LinkFailed;
        try
        {
            while (true)
            {
                var result = await _link.Input.ReadAsync().ConfigureAwait(false);
                var resumed = Task.CompletedTask;
                lock (_gate)
                {
                    var now = _time.GetUtcNow();
                    foreach (var piece in result.Buffer)
                    {
                        _machine.Receive(piece.Span, now);
                    }

                    Follow(now);
                    if (_machine.IsHeld)
                    {
                        _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        resumed = _resumed.Task;
                    }
                }

                _link.Input.AdvanceTo(result.Buffer.End);
                await resumed.ConfigureAwait(false);
                if (result.IsCompleted || _machine.Close is not null)
                {
                    reason = CloseReason.PeerEnded;
                    break;
                }
            }
        }
        catch (Exception failure) when (IsOfLink(failure))
        {
            // The reason says it.
        }
        finally
        {
            Do((machine, now) => machine.LinkEnded(reason, now));
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            var isLast = false;
            while (!isLast && await _toWrite.Reader.ReadAsync().ConfigureAwait(false))
            {
                isLast = Take();
                await _link.Output.WriteAsync(_sending.Memory, _over.Token).ConfigureAwait(false);
                _sending.Dispose();
            }
        }
        catch (Exception failure) when (IsOfLink(failure))
        {
            Do(static (machine, now) => machine.LinkEnded(CloseReason.LinkFailed, now));
        }
    }

    // What waits is taken to be sent. True where the connection is over and nothing follows.
    private bool Take()
    {
        lock (_gate)
        {
            var output = _machine.Output;
            if (output.Count > 0)
            {
                output.Swap(_sending);
                var now = _time.GetUtcNow();
                _machine.Drained(now);
                Follow(now);
            }

            return _machine.Close is not null && output.Count == 0;
        }
    }

    private static bool IsOfLink(Exception failure) =>
        failure is IOException or ObjectDisposedException or System.Net.Sockets.SocketException or OperationCanceledException;
}
