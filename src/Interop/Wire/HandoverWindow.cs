namespace Consensoor.Interop.Wire;

/// <summary>
/// How much a session may hand over before its owner has taken what it got. Used by the threads of both. The owner says what it took, and
/// hears whether the session waits for that.
/// </summary>
public sealed class HandoverWindow(int most, long mostBytes)
{
    private readonly Lock _gate = new();
    private int _count;
    private long _bytes;
    private bool _isHeld;

    /// <summary>What was handed over and not taken.</summary>
    public (int Count, long Bytes) Held
    {
        get
        {
            lock (_gate)
            {
                return (_count, _bytes);
            }
        }
    }

    /// <summary>True where one more may be handed over; where not, the session waits from now on.</summary>
    public bool IsOpen()
    {
        lock (_gate)
        {
            _isHeld = _count >= most || _bytes >= mostBytes;
            return !_isHeld;
        }
    }

    /// <summary>Notes that something is handed over.</summary>
    public void Hand(int bytes)
    {
        lock (_gate)
        {
            _count++;
            _bytes += bytes;
        }
    }

    /// <summary>Notes that something was taken, or so many; true, once, where the session waited and may go on.</summary>
    public bool Take(long bytes, int count = 1)
    {
        lock (_gate)
        {
            _count -= count;
            _bytes -= bytes;
            if (!_isHeld || _count > most / 2 || _bytes > mostBytes / 2)
            {
                return false;
            }

            _isHeld = false;
            return true;
        }
    }
}
