using System.Buffers;

namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>Bytes that grow in a pooled array, which goes back when they are disposed of.</summary>
internal sealed class PooledBytes : IDisposable
{
    private const int First = 16 * 1024;

    private byte[] _array = [];

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    /// <summary>Room for further bytes, some at least and never more than make up a bound.</summary>
    public Memory<byte> Room(int bound)
    {
        if (Length == _array.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(First, 2 * Length));
            Span.CopyTo(larger);
            Dispose(keep: larger);
        }

        return _array.AsMemory(Length, Math.Min(_array.Length, bound) - Length);
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(First).Span);
        Advance(bytes.Length);
    }

    /// <summary>Counts bytes that were put into the room.</summary>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(keep: []);
        Length = 0;
    }

    private void Dispose(byte[] keep)
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = keep;
    }
}
