namespace Consensoor.Actors.Reporting.Mailboxes;

/// <summary>
/// How old the oldest waiting message of one mailbox is, from readings of what was taken and what waits: nothing is noted with a message.
/// Messages are taken in their order, so that the oldest was there at the first reading that counted more than are taken by now.
/// </summary>
internal sealed class MailboxHistory
{
    /// <summary>
    /// Readings that are kept; beyond it every second one but the first is forgotten, which makes an age coarser, never wrong.
    /// </summary>
    public const int MaxReadings = 32;

    private readonly List<(DateTimeOffset At, long Come)> _readings = [];
    private (DateTimeOffset At, long Taken)? _last;

    /// <summary>Notes a reading; gives how many are taken a second since the last one, and since when the oldest waits at least.</summary>
    public (double Rate, TimeSpan OldestAge) Note(DateTimeOffset now, long taken, int waiting)
    {
        if (_last is { } last && taken < last.Taken)
        {
            // Another mailbox under the same name: the actor was built anew.
            _readings.Clear();
            _last = null;
        }

        var rate = _last is { } before && now > before.At ? (taken - before.Taken) / (now - before.At).TotalSeconds : 0;
        _last = (now, taken);
        _readings.RemoveAll(reading => reading.Come <= taken);
        if (waiting > 0)
        {
            Thin();
            _readings.Add((now, taken + waiting));
        }

        return (rate, _readings.Count == 0 ? TimeSpan.Zero : now - _readings[0].At);
    }

    private void Thin()
    {
        if (_readings.Count == MaxReadings)
        {
            var place = 0;
            _readings.RemoveAll(_ => place++ % 2 == 1);
        }
    }
}
