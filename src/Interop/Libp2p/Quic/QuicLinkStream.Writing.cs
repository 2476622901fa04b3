using System.Net.Quic;

namespace Consensoor.Interop.Libp2p.Quic;

/// <content>What is sent on the stream.</content>
internal sealed partial class QuicLinkStream
{
    private async Task WriteAsync(QuicStream stream)
    {
        while (true)
        {
            await _toWrite.Reader.ReadAsync(_over.Token).ConfigureAwait(false);
            var (isLast, isCut) = TakeWaiting();
            if (_sending.Count > 0 || isLast)
            {
                var count = _sending.Count;
                await SendAsync(stream, isLast).ConfigureAwait(false);
                _sending.Dispose();
                if (isLast)
                {
                    return;
                }

                if (!isCut)
                {
                    await _link.TellAsync(QuicRecord.Room, _id, count).ConfigureAwait(false);
                }
            }

            if (isCut)
            {
                _written.TrySetResult();
                return;
            }

            if (_isStopped && _isInputEnded)
            {
                // The other side has sent all it will, and takes nothing: the stream is over, and nobody else says so.
                throw new IOException("the other side takes nothing more");
            }
        }
    }

    // What waits is taken to be sent, and whether the end follows, or nothing.
    private (bool IsLast, bool IsCut) TakeWaiting()
    {
        lock (_gate)
        {
            _waiting.Swap(_sending);
            return (_isOutputEnded, _isCut);
        }
    }

    // A write ends when its bytes are copied; the half is closed when the other side has acknowledged them.
    private async Task CloseAsync(QuicStream stream)
    {
        try
        {
            await stream.WritesClosed.WaitAsync(_over.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (QuicFailure.IsOne(failure))
        {
            // The other side takes no more, or all is over.
        }

        _written.TrySetResult();
    }

    private async Task SendAsync(QuicStream stream, bool isLast)
    {
        if (_isStopped)
        {
            return;
        }

        try
        {
            await stream.WriteAsync(_sending.Memory, isLast, _over.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (QuicFailure.IsOfStream(failure))
        {
            // The other side reads no more. It may still answer.
            _isStopped = true;
        }
    }
}
