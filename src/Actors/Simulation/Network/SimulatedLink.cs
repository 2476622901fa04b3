namespace Consensoor.Actors.Simulation.Network;

/// <summary>One direction between two nodes: decides when a message arrives, if it does.</summary>
internal sealed class SimulatedLink(string from, string to, SimulatedRandom random)
{
    // So often is a lost segment sent again: whatever the loss, it arrives then, a quarter of a minute late.
    private const int MostRetries = 6;

    private TimeSpan _busyUntil;
    private TimeSpan _lastArrival;

    /// <summary>The node that sends.</summary>
    public string From => from;

    /// <summary>The node that receives.</summary>
    public string To => to;

    /// <summary>Its own profile; null for that of a node or of the network.</summary>
    public LinkProfile? Profile { get; set; }

    /// <summary>Whether nothing passes.</summary>
    public bool IsCut { get; set; }

    /// <summary>What became of its messages.</summary>
    public LinkCounters Counters { get; set; }

    /// <summary>
    /// Plans one message: when it and perhaps its duplicate arrive. Draws the same number of times whatever the profile says.
    /// </summary>
    public (TimeSpan? Arrival, TimeSpan? Duplicate) Plan(LinkProfile profile, TimeSpan now, int bytes)
    {
        var lost = random.Chance(profile.Loss);
        var duplicated = random.Chance(profile.Duplicate);
        var reordered = random.Chance(profile.Reorder);
        var jitter = profile.Jitter * random.NextDouble();
        var held = profile.ReorderWindow * random.NextDouble();
        var again = (profile.Latency + profile.Jitter) * random.NextDouble();
        Counters = Counters with { Sent = Counters.Sent + 1, Bytes = Counters.Bytes + bytes };

        var begin = _busyUntil > now ? _busyUntil : now;
        if (begin - now > profile.MaxQueueing)
        {
            Counters = Counters with { Overflowed = Counters.Overflowed + 1 };
            return (null, null);
        }

        _busyUntil = begin + TransferTime(profile, bytes);
        if (lost)
        {
            Counters = Counters with { Lost = Counters.Lost + 1 };
            return (null, null);
        }

        var arrival = _busyUntil + profile.Latency + jitter;
        if (reordered)
        {
            arrival += held;
        }
        else if (profile.InOrder && arrival < _lastArrival)
        {
            arrival = _lastArrival;
        }

        if (!reordered && arrival > _lastArrival)
        {
            _lastArrival = arrival;
        }

        if (!duplicated)
        {
            return (arrival, null);
        }

        Counters = Counters with { Duplicated = Counters.Duplicated + 1 };
        return (arrival, arrival + again);
    }

    /// <summary>
    /// Plans bytes of a circuit: when they arrive, none before those sent earlier. What is lost is sent again after a time-out that
    /// doubles; what is held back costs what is behind it the wait.
    /// </summary>
    public TimeSpan PlanInOrder(LinkProfile profile, TimeSpan now, int bytes, TimeSpan retry)
    {
        Counters = Counters with { Sent = Counters.Sent + 1, Bytes = Counters.Bytes + bytes };
        var begin = _busyUntil > now ? _busyUntil : now;
        _busyUntil = begin + TransferTime(profile, bytes);
        var arrival = _busyUntil + profile.Latency + (profile.Jitter * random.NextDouble());
        var held = profile.ReorderWindow * random.NextDouble();
        arrival += random.Chance(profile.Reorder) ? held : TimeSpan.Zero;
        for (var tries = 0; tries < MostRetries && random.Chance(profile.Loss); tries++)
        {
            Counters = Counters with { Lost = Counters.Lost + 1 };
            arrival += retry;
            retry *= 2;
        }

        return _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
    }

    private static TimeSpan TransferTime(LinkProfile profile, int bytes) =>
        profile.BytesPerSecond is { } rate ? TimeSpan.FromSeconds((double)bytes / rate) : TimeSpan.Zero;
}
