using System.Net;
using System.Threading.Channels;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Udp;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>
/// Runs a discovery machine on a UDP socket: one task owns the machine; datagrams, wishes and wake-ups come to it through a queue of 1,024,
/// of which a datagram that finds it full is lost. The clock and its timer are the time provider's.
/// </summary>
internal sealed class UdpDiscovery : IAsyncDisposable
{
    private const int QueueLength = 1024;

    private readonly DiscoveryMachine _machine;
    private readonly UdpLink _link;
    private readonly TimeProvider _time;
    private readonly Action<DiscoveryEvent> _happened;
    private readonly Channel<Action> _queue = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ITimer _timer;
    private readonly Task _receiving;
    private readonly Task _running;

    /// <summary>Starts at once; <paramref name="happened"/> is called from the machine's task and must not block.</summary>
    public UdpDiscovery(DiscoveryMachine machine, UdpLink link, TimeProvider time, Action<DiscoveryEvent> happened)
    {
        _machine = machine;
        _link = link;
        _time = time;
        _happened = happened;
        _timer = time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        _receiving = Task.Run(() => link.ReceiveAsync((from, bytes) =>
            _queue.Writer.TryWrite(() => machine.Receive(time.GetUtcNow(), from, bytes))));
        _running = Task.Run(RunAsync);
    }

    /// <summary>The address it listens on.</summary>
    public IPEndPoint Local => _link.Local;

    /// <summary>Has the machine's task do something with it, and gives what comes of it.</summary>
    public async Task<T> DoAsync<T>(Func<DiscoveryMachine, DateTimeOffset, T> wish)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(() => result.SetResult(wish(_machine, _time.GetUtcNow()))).ConfigureAwait(false);
        return await result.Task.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _link.Dispose();
        await _timer.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_receiving, _running).ConfigureAwait(false);
        _machine.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var step in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            step();
            while (_machine.TryTakeDatagram(out var datagram))
            {
                _link.Send(datagram.Receiver, datagram.Bytes.Span);
            }

            while (_machine.TryTakeEvent(out var happened))
            {
                _happened(happened!);
            }

            var wait = _machine.NextWakeUp - _time.GetUtcNow();
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Where the queue is full, what is in it sets the timer again.</summary>
    private void Wake() => _queue.Writer.TryWrite(() => _machine.Wake(_time.GetUtcNow()));
}
