using System.Buffers;
using System.IO.Pipelines;
using System.Net.Quic;
using System.Runtime.Versioning;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>
/// A QUIC connection as a link: what happens on its streams comes as records (<see cref="QuicRecord"/>), and records say what is sent on
/// them. Nothing here decides; windows and bounds are the muxer's behind the link, and QUIC's below.
/// </summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
internal sealed class QuicLink : ILink
{
    private const int PipeLimit = 256 << 10;
    private const int PipePiece = 32 << 10;

    private readonly QuicConnection _connection;
    private readonly QuicSettings _settings;
    private readonly TimeProvider _time;
    private readonly Pipe _toMachine = new(Options);
    private readonly Pipe _fromMachine = new(Options);
    private readonly SemaphoreSlim _telling = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, QuicLinkStream> _streams = [];
    private readonly Task _accepting;
    private readonly Task _dispatching;
    private uint _nextInbound = 1;
    private bool _isOver;

    public QuicLink(QuicConnection connection, Multiaddr remote, SecuredLink secured, QuicSettings settings, TimeProvider time)
    {
        (_connection, Remote, Secured, _settings, _time) = (connection, remote, secured, settings, time);
        _accepting = Task.Run(AcceptAsync);
        _dispatching = Task.Run(DispatchAsync);
    }

    public Multiaddr Remote { get; }

    public SecuredLink? Secured { get; }

    public PipeReader Input => _toMachine.Reader;

    public PipeWriter Output => _fromMachine.Writer;

    private static PipeOptions Options { get; } = new(
        pauseWriterThreshold: PipeLimit,
        resumeWriterThreshold: PipeLimit / 2,
        minimumSegmentSize: PipePiece,
        useSynchronizationContext: false);

    /// <summary>Sends what was written, as long as the linger lets it, and closes the connection, whatever is thrown.</summary>
    public async ValueTask DisposeAsync()
    {
        await _fromMachine.Writer.CompleteAsync().ConfigureAwait(false);
        try
        {
            await WithinLinger(FinishAsync()).ConfigureAwait(false);
        }
        finally
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
            // No stream is added behind this.
            await _accepting.ConfigureAwait(false);
            await Task.WhenAll([_dispatching, .. Streams().Select(static stream => stream.Run)]).ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    /// <summary>Tells the machine something of a stream; waits where it is slow. Nothing is told once the connection is over.</summary>
    public async Task TellAsync(QuicRecord kind, uint stream, int number, ReadOnlyMemory<byte> bytes = default)
    {
        await _telling.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            if (!_isOver)
            {
                QuicRecords.Write(_toMachine.Writer, kind, stream, number);
                _toMachine.Writer.Write(bytes.Span);
                await _toMachine.Writer.FlushAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            _telling.Release();
        }
    }

    /// <summary>Forgets a stream that is over on both sides.</summary>
    public void Forget(uint stream)
    {
        lock (_gate)
        {
            _streams.Remove(stream);
        }
    }

    private QuicLinkStream[] Streams()
    {
        lock (_gate)
        {
            return [.. _streams.Values];
        }
    }

    private QuicLinkStream? Find(uint stream)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(stream);
        }
    }

    private QuicLinkStream Add(uint id)
    {
        var stream = new QuicLinkStream(this, id, _stop.Token);
        lock (_gate)
        {
            _streams.Add(id, stream);
        }

        return stream;
    }

    private async Task AcceptAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var stream = await _connection.AcceptInboundStreamAsync(_stop.Token).ConfigureAwait(false);
                var id = _nextInbound;
                _nextInbound += 2;
                // Known before it is told of: the muxer may answer at once.
                var known = Add(id);
                try
                {
                    await TellAsync(QuicRecord.Open, id, 0).ConfigureAwait(false);
                }
                finally
                {
                    // Where it could not be told all is over, and the stream ends by itself.
                    known.Start(_ => ValueTask.FromResult(stream));
                }
            }
        }
        catch (Exception end)
        {
            // Whatever it is, the machine has to hear that nothing more comes.
            failure = QuicFailure.IsEnd(end) ? null : end;
        }

        // Whoever tells something now is done when the link is disposed of, at the latest.
        await _telling.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _isOver = true;
        await _toMachine.Writer.CompleteAsync(failure is null or IOException ? failure : new IOException(failure.Message, failure))
            .ConfigureAwait(false);
        _telling.Release();
    }

    private async Task DispatchAsync()
    {
        while (true)
        {
            var result = await _fromMachine.Reader.ReadAsync().ConfigureAwait(false);
            var rest = result.Buffer;
            while (TryTake(ref rest))
            {
            }

            _fromMachine.Reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private bool TryTake(ref ReadOnlySequence<byte> rest)
    {
        Span<byte> head = stackalloc byte[QuicRecords.HeadLength];
        if (rest.Length < head.Length)
        {
            return false;
        }

        rest.Slice(0, head.Length).CopyTo(head);
        if (!QuicRecords.TryRead(head, out var kind, out var id, out var number))
        {
            throw new InvalidOperationException("the muxer wrote no record");
        }

        var length = kind == QuicRecord.Data ? number : 0;
        if (rest.Length - head.Length < length)
        {
            return false;
        }

        var body = rest.Slice(head.Length, length);
        rest = rest.Slice(head.Length + length);
        if (kind == QuicRecord.Open)
        {
            Add(id).Start(token => _connection.OpenOutboundStreamAsync(QuicStreamType.Bidirectional, token));
        }
        else
        {
            // A stream that is over on the wire is sent nothing more.
            Find(id)?.Do(kind, number, body);
        }

        return true;
    }

    private async Task FinishAsync()
    {
        await _dispatching.ConfigureAwait(false);
        foreach (var stream in Streams())
        {
            stream.Cut();
        }

        await Task.WhenAll(Streams().Select(static stream => stream.Written)).ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        try
        {
            await _connection.CloseAsync(0).ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            // It is over all the same.
        }
    }

    private async Task WithinLinger(Task work)
    {
        try
        {
            await work.WaitAsync(_settings.LingerTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Who does not read what is left has had so long for it.
        }
    }
}
