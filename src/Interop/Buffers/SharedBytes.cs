namespace Consensoor.Interop.Buffers;

/// <summary>
/// A large buffer that several hold at once, such as a message in the cache and in the queues of peers; the last who lets go gives it back
/// to its pool. Who never does costs the pool a buffer and nothing else. Used from any thread.
/// </summary>
public sealed class SharedBytes
{
    /// <summary>From so many bytes on a buffer is worth sharing: below, the collector's youngest generation is cheaper.</summary>
    public const int Worth = 64 << 10;

    private readonly SharedBytesPool _pool;
    private byte[]? _buffer;
    private int _holders = 1;

    internal SharedBytes(SharedBytesPool pool, byte[] buffer) => (_pool, _buffer) = (pool, buffer);

    /// <summary>The bytes that the buffer takes of memory.</summary>
    public int Capacity => Buffer.Length;

    /// <summary>The whole buffer; throws ObjectDisposedException once all have let go.</summary>
    public Memory<byte> Memory => Buffer;

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(SharedBytes));

    /// <summary>One more holds it; throws ObjectDisposedException once all have let go.</summary>
    public void Hold() => ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _holders) <= 1, this);

    /// <summary>One who holds it lets go, and may use its bytes no more; throws InvalidOperationException where nobody holds it.</summary>
    public void Release()
    {
        var holders = Interlocked.Decrement(ref _holders);
        if (holders < 0)
        {
            throw new InvalidOperationException("a buffer was let go more often than it was held");
        }

        if (holders == 0)
        {
            var buffer = Buffer;
            _buffer = null;
            _pool.Return(buffer);
        }
    }
}
