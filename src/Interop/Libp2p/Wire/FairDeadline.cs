namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>
/// The time that another has for something. Whoever looks half of it too late stood still, this process or its machine, and has not seen
/// what came meanwhile: then the other has its time once more, and no third time.
/// </summary>
public struct FairDeadline
{
    private TimeSpan _time;
    private bool _wasLate;

    /// <summary>When it is over; null where nothing is awaited.</summary>
    public DateTimeOffset? At { get; private set; }

    /// <summary>Begins now, also where it has begun already.</summary>
    public void Begin(DateTimeOffset now, TimeSpan time) => (At, _time, _wasLate) = (now + time, time, false);

    /// <summary>Begins now, unless it has begun already.</summary>
    public void BeginOnce(DateTimeOffset now, TimeSpan time)
    {
        if (At is null)
        {
            Begin(now, time);
        }
    }

    /// <summary>Nothing is awaited any more.</summary>
    public void Stop() => At = null;

    /// <summary>Whether the time is over, its second one where this side stood still.</summary>
    public bool IsOver(DateTimeOffset now)
    {
        if (At is not { } at || now < at)
        {
            return false;
        }

        if (!_wasLate && now - at > _time / 2)
        {
            (_wasLate, At) = (true, now + _time);
            return false;
        }

        return true;
    }
}
