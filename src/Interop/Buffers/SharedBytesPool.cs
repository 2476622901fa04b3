using System.Numerics;

namespace Consensoor.Interop.Buffers;

/// <summary>
/// Keeps large buffers for the next message, since the collector gives fresh ones back to the system with every full collection. Sizes go
/// in quarters of powers of two, so that a buffer is at most a quarter larger than what was asked for. Used from any thread.
/// </summary>
/// <param name="maxIdle">Bytes of buffers that nobody holds. Drop rule: one that comes back is left to the collector.</param>
/// <param name="wipes">Whether a buffer that comes back is overwritten, so that a test sees who still reads it.</param>
public sealed class SharedBytesPool(long maxIdle, bool wipes = false)
{
    private const int Smallest = 16 << 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Stack<byte[]>> _idle = [];
    private long _idleBytes;
    private int _held;

    /// <summary>The pool of the process, for messages of gossip: at most 64 MiB wait in it.</summary>
    public static SharedBytesPool Default { get; } = new(64 << 20);

    /// <summary>Bytes of buffers that wait for somebody.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_gate)
            {
                return _idleBytes;
            }
        }
    }

    /// <summary>Buffers that were given and have not come back.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Gives a buffer of at least so many bytes, with whatever was in it before; who asked holds it.</summary>
    public SharedBytes Rent(int atLeast)
    {
        var size = SizeFor(atLeast);
        byte[]? buffer = null;
        lock (_gate)
        {
            if (_idle.TryGetValue(size, out var idle) && idle.TryPop(out buffer))
            {
                _idleBytes -= size;
            }
        }

        Interlocked.Increment(ref _held);
        return new SharedBytes(this, buffer ?? GC.AllocateUninitializedArray<byte>(size));
    }

    internal void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref _held);
        if (wipes)
        {
            Array.Fill(buffer, (byte)0xDD);
        }

        lock (_gate)
        {
            if (_idleBytes + buffer.Length > maxIdle)
            {
                return;
            }

            _idleBytes += buffer.Length;
            if (!_idle.TryGetValue(buffer.Length, out var idle))
            {
                _idle[buffer.Length] = idle = new Stack<byte[]>();
            }

            idle.Push(buffer);
        }
    }

    // The least of 4/4, 5/4, 6/4 and 7/4 of a power of two that is large enough.
    private static int SizeFor(int atLeast)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atLeast, 1 << 30);
        var need = Math.Max(atLeast, Smallest);
        var step = 1 << (BitOperations.Log2((uint)need) - 2);
        return (need + step - 1) / step * step;
    }
}
