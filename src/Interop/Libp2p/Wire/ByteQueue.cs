using System.Buffers;

namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>
/// Bytes in the order they came, in one piece: written at the end, consumed from the front. Its memory comes from the shared pool and goes
/// back whenever the queue is empty, so that an idle connection holds none. Spans of it are good until the next call. Whoever writes
/// keeps the bound.
/// </summary>
public sealed class ByteQueue : IBufferWriter<byte>, IDisposable
{
    private const int SmallestBuffer = 256;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>The bytes that wait.</summary>
    public int Count => _end - _start;

    /// <summary>What waits, the oldest first.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, Count);

    /// <summary>The same as memory, for writers that take their time; good until the next call.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, Count);

    /// <summary>Adds bytes at the end.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            bytes.CopyTo(GetSpan(bytes.Length));
            Advance(bytes.Length);
        }
    }

    /// <summary>Takes bytes from the front; throws ArgumentOutOfRangeException for more than there are.</summary>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        _start += count;
        if (_start == _end)
        {
            Dispose();
        }
    }

    /// <summary>Moves at most so many bytes from the front to the end of another queue; gives the number moved.</summary>
    public int MoveTo(ByteQueue other, int limit = int.MaxValue)
    {
        var count = Math.Min(limit, Count);
        other.Write(Span[..count]);
        Consume(count);
        return count;
    }

    /// <summary>Gives the other queue what waits here, and takes what waits there; nothing is copied.</summary>
    public void Swap(ByteQueue other)
    {
        (_buffer, other._buffer) = (other._buffer, _buffer);
        (_start, other._start) = (other._start, _start);
        (_end, other._end) = (other._end, _end);
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_end);
    }

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_end);
    }

    /// <inheritdoc />
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>Drops what waits and gives the memory back; the queue can be used on.</summary>
    public void Dispose()
    {
        var buffer = _buffer;
        (_buffer, _start, _end) = ([], 0, 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Ensure(int room)
    {
        if (_buffer.Length - _end >= room)
        {
            return;
        }

        var count = Count;
        if (_buffer.Length - count >= room && count <= _buffer.Length / 2)
        {
            // At least as many bytes were consumed as are moved here: a byte is moved once on average.
            _buffer.AsSpan(_start, count).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, checked(count + Math.Max(count, room))));
            Span.CopyTo(larger);
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        (_start, _end) = (0, count);
    }
}
