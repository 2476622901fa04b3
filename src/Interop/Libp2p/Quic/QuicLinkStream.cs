using System.Buffers;
using System.Net.Quic;
using System.Runtime.Versioning;
using System.Threading.Channels;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>
/// One stream of a QUIC connection: a loop that reads as far as there is room for it, and one that writes what waits, both within the
/// windows of the muxer.
/// </summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
internal sealed partial class QuicLinkStream
{
    private const int ReadLength = 16 << 10;
    private const int NoError = 0;

    private readonly QuicLink _link;
    private readonly uint _id;
    private readonly CancellationTokenSource _over;
    private readonly Lock _gate = new();
    private readonly ByteQueue _waiting = new();
    private readonly ByteQueue _sending = new();
    private readonly Channel<bool> _toWrite = OneSignal();
    private readonly Channel<bool> _toRead = OneSignal();
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _room = QuicRecords.Window;
    private bool _isOutputEnded;
    private bool _isInputEnded;
    private bool _isStopped;
    private bool _isCut;

    public QuicLinkStream(QuicLink link, uint id, CancellationToken stop) =>
        (_link, _id, _over) = (link, id, CancellationTokenSource.CreateLinkedTokenSource(stop));

    /// <summary>Ends when the stream is over.</summary>
    public Task Run { get; private set; } = Task.CompletedTask;

    /// <summary>Ends when what was to be written is acknowledged, or nothing more is written.</summary>
    public Task Written => _written.Task;

    /// <summary>Begins, on the stream that is got so.</summary>
    public void Start(Func<CancellationToken, ValueTask<QuicStream>> open) => Run = Task.Run(() => RunAsync(open));

    /// <summary>Does what the muxer says.</summary>
    public void Do(QuicRecord kind, int number, ReadOnlySequence<byte> body)
    {
        lock (_gate)
        {
            switch (kind)
            {
                case QuicRecord.Data when !_isOutputEnded:
                    foreach (var piece in body)
                    {
                        _waiting.Write(piece.Span);
                    }

                    break;
                case QuicRecord.End:
                    _isOutputEnded = true;
                    break;
                case QuicRecord.Room:
                    _room += number;
                    break;
            }
        }

        if (kind == QuicRecord.Reset)
        {
            Cancel();
        }

        (kind == QuicRecord.Room ? _toRead : _toWrite).Writer.TryWrite(true);
    }

    /// <summary>Has what waits written. An end follows only where the muxer said so: what is cut is not to look complete.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
        }

        _toWrite.Writer.TryWrite(true);
    }

    private static Channel<bool> OneSignal() => Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async Task RunAsync(Func<CancellationToken, ValueTask<QuicStream>> open)
    {
        QuicStream? stream = null;
        var reading = Task.CompletedTask;
        try
        {
            stream = await open(_over.Token).ConfigureAwait(false);
            reading = ReadAsync(stream);
            await WriteAsync(stream).ConfigureAwait(false);
            var closing = CloseAsync(stream);
            await reading.ConfigureAwait(false);
            await closing.ConfigureAwait(false);
            _over.Token.ThrowIfCancellationRequested();
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            Cancel();
            await EndAsync(stream, reading).ConfigureAwait(false);
        }
        finally
        {
            _written.TrySetResult();
            if (stream is not null)
            {
                await DisposeAsync(stream).ConfigureAwait(false);
            }

            _link.Forget(_id);
            await TellAsync(QuicRecord.Over).ConfigureAwait(false);
            _over.Dispose();
            _sending.Dispose();
            lock (_gate)
            {
                _waiting.Dispose();
            }
        }
    }

    private async Task ReadAsync(QuicStream stream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadLength);
        try
        {
            while (true)
            {
                var room = await RoomAsync(buffer.Length).ConfigureAwait(false);
                var count = await stream.ReadAsync(buffer.AsMemory(0, room), _over.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                lock (_gate)
                {
                    _room -= count;
                }

                await _link.TellAsync(QuicRecord.Data, _id, count, buffer.AsMemory(0, count)).ConfigureAwait(false);
            }

            await _link.TellAsync(QuicRecord.End, _id, 0).ConfigureAwait(false);
            lock (_gate)
            {
                _isInputEnded = true;
            }

            _toWrite.Writer.TryWrite(true);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            // The other side reset it, or all is over: nothing is written any more either.
            Cancel();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> RoomAsync(int most)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_room > 0)
                {
                    return Math.Min(_room, most);
                }
            }

            await _toRead.Reader.ReadAsync(_over.Token).ConfigureAwait(false);
        }
    }

    private void Cancel()
    {
        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was over.
        }
    }

    private async Task EndAsync(QuicStream? stream, Task reading)
    {
        try
        {
            stream?.Abort(QuicAbortDirection.Both, NoError);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            // The connection is over.
        }

        await TellAsync(QuicRecord.Reset).ConfigureAwait(false);
    }

    private async Task TellAsync(QuicRecord kind)
    {
        try
        {
            await _link.TellAsync(kind, _id, 0).ConfigureAwait(false);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            // The connection is over.
        }
    }

    private static async Task DisposeAsync(QuicStream stream)
    {
        try
        {
            // It waits for the other side's transport; where that takes too long, the muxer has the connection end.
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            // The connection was faster.
        }
    }
}
