using System.IO.Pipelines;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Passes bytes on, but for a refusal of the server, which gets a body (<see cref="ServerRefusals.WithBody"/>): such a one is all that is
/// written between two flushes while no request is under way. Holds the first bytes after a flush until more or the next flush comes.
/// </summary>
internal sealed class RefusalWriter(PipeWriter inner, Func<bool> isIdle) : PipeWriter
{
    private Memory<byte> _given;
    private int _held;
    private bool _isLater;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => inner.UnflushedBytes + _held;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Release();
        return _given = inner.GetMemory(sizeHint);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (_isLater || _held > 0)
        {
            Release();
            inner.Advance(bytes);
            return;
        }

        _held = bytes;
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_held > 0 && !_isLater && isIdle() && ServerRefusals.WithBody(_given.Span[.._held]) is { } refusal
            && refusal.Length <= _given.Length)
        {
            refusal.CopyTo(_given.Span);
            _held = refusal.Length;
        }

        Release();
        _isLater = false;
        return inner.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        Release();
        inner.Complete(exception);
    }

    private void Release()
    {
        if (_held > 0)
        {
            inner.Advance(_held);
            _held = 0;
            _isLater = true;
        }
    }
}
