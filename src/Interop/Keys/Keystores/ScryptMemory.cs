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
    private long _heldBytes;

    /// <summary>Bounds the memory; a key that needs more than all of it is never derived, and a bound is the least that is given.</summary>
    public ScryptMemory(long maxBytes) => _maxBytes = Math.Max(maxBytes, KeystoreLimits.MaxScryptBytes);

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

    /// <summary>Gives memory, when there is some; it goes back by <see cref="Return"/>.</summary>
    internal Vector128<uint>[] Rent(int vectors)
    {
        var bytes = (long)vectors * VectorBytes;
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
        }

        return new Vector128<uint>[vectors];
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
}
