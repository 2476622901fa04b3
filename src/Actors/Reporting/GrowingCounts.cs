using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// Has metrics follow what somebody counts since it began. They never go down: where it begins anew they go on from where they were. A
/// count that is less than it was has begun anew, too.
/// </summary>
internal sealed class GrowingCounts
{
    private readonly Dictionary<object, double> _last = new(ReferenceEqualityComparer.Instance);
    private DateTimeOffset _since;

    /// <summary>Hears since when the counts are that follow.</summary>
    public void Begin(DateTimeOffset since)
    {
        if (since != _since)
        {
            _since = since;
            _last.Clear();
        }
    }

    /// <summary>Has a counter follow a count.</summary>
    public void Follow(Counter.Child counter, double count) => counter.Inc(Grown(counter, count));

    /// <summary>Has a gauge follow a count, for a metric that the tables of names have as a gauge.</summary>
    public void Follow(Gauge.Child gauge, double count) => gauge.Inc(Grown(gauge, count));

    private double Grown(object metric, double count)
    {
        var last = _last.GetValueOrDefault(metric);
        _last[metric] = count;
        return count < last ? count : count - last;
    }
}
