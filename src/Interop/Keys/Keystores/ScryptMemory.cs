using System.Runtime.Intrinsics;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// Memory for scrypt, of a bounded size for all threads that derive keys: who finds none left waits until another is done. It is kept from
/// one key to the next, cleared. For threads that may wait, and no actor.
/// </summary>
public sealed class ScryptMemory
{
    private const int VectorBytes = 16;

    private readonly object _gate = new();
    private readonly List<Vector128<uint>[]> _free = [];
    private readonly long _maxBytes;
    private readonly Func<int, Vector128<uint>[]> _allocate;
    private long _heldBytes;

    /// <summary>Bounds the memory; a key that needs more than all of it is never derived, and a bound is the least that is given.</summary>
    public ScryptMemory(long maxBytes)
        : this(maxBytes, static vectors => new Vector128<uint>[vectors])
    {
    }

    /// <summary>Bounds the memory, and has it made by a function.</summary>
    internal ScryptMemory(long maxBytes, Func<int, Vector128<uint>[]> allocate) =>
        (_maxBytes, _allocate) = (Math.Max(maxBytes, KeystoreLimits.MaxScryptBytes), allocate);

    /// <summary>The bytes that are in use or kept.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _heldBytes;
            }
        }
    }

    /// <summary>
    /// Gives memory, when there is some; it goes back by <see cref="Return"/>. Null where the machine has not so much, and nobody here that
    /// could give some back.
    /// </summary>
    internal Vector128<uint>[]? Rent(int vectors)
    {
        var bytes = (long)vectors * VectorBytes;
        while (true)
        {
            if (Reserve(vectors, bytes) is { } kept)
            {
                return kept;
            }

            try
            {
                return _allocate(vectors);
            }
            catch (OutOfMemoryException)
            {
                if (!GiveUp(bytes))
                {
                    return null;
                }
            }
        }
    }

    /// <summary>Takes memory back.</summary>
    internal void Return(Vector128<uint>[] memory)
    {
        Array.Clear(memory);
        lock (_gate)
        {
            _free.Add(memory);
            Monitor.PulseAll(_gate);
        }
    }

    // Memory that was kept; or null once there is room for so many bytes, which then count as held.
    private Vector128<uint>[]? Reserve(int vectors, long bytes)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_free.FindIndex(free => free.Length == vectors) is var at and >= 0)
                {
                    var found = _free[at];
                    _free.RemoveAt(at);
                    return found;
                }

                if (_heldBytes + bytes <= _maxBytes)
                {
                    break;
                }

                if (_free.Count > 0)
                {
                    _heldBytes -= (long)_free[^1].Length * VectorBytes;
                    _free.RemoveAt(_free.Count - 1);
                }
                else
                {
                    Monitor.Wait(_gate);
                }
            }

            _heldBytes += bytes;
            return null;
        }
    }

    // Bytes that the machine did not give are held no more. True where it may have them now: what was kept is let go, or another is done.
    private bool GiveUp(long bytes)
    {
        lock (_gate)
        {
            _heldBytes -= bytes;
            Monitor.PulseAll(_gate);
            if (_free.Count > 0)
            {
                _heldBytes -= _free.Sum(static free => (long)free.Length * VectorBytes);
                _free.Clear();
                return true;
            }

            return _heldBytes > 0 && Monitor.Wait(_gate);
        }
    }
}
