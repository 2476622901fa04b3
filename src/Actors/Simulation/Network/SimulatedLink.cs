namespace Consensoor.Actors.Simulation.Network;

/// <summary>One direction between two nodes: decides when a message arrives, if it does.</summary>
internal sealed class SimulatedLink(string from, string to, SimulatedRandom random)
{
    private TimeSpan busyUntil;
    private TimeSpan lastArrival;

    public string From => from;

    public string To => to;

    public LinkProfile? Profile { get; set; }

    public bool IsCut { get; set; }

    public LinkCounters Counters { get; set; }

    /// <summary>Plans one message: when it and perhaps its duplicate arrive. Draws the same number of times whatever the profile says.</summary>
    public (TimeSpan? Arrival, TimeSpan? Duplicate) Plan(LinkProfile profile, TimeSpan now, int bytes)
    {
        bool lost = random.Chance(profile.Loss);
        bool duplicated = random.Chance(profile.Duplicate);
        bool reordered = random.Chance(profile.Reorder);
        TimeSpan jitter = profile.Jitter * random.NextDouble();
        TimeSpan held = profile.ReorderWindow * random.NextDouble();
        TimeSpan again = (profile.Latency + profile.Jitter) * random.NextDouble();
        Counters = Counters with { Sent = Counters.Sent + 1, Bytes = Counters.Bytes + bytes };

        TimeSpan begin = busyUntil > now ? busyUntil : now;
        if (begin - now > profile.MaxQueueing)
        {
            Counters = Counters with { Overflowed = Counters.Overflowed + 1 };
            return (null, null);
        }
        busyUntil = begin + TransferTime(profile, bytes);
        if (lost)
        {
            Counters = Counters with { Lost = Counters.Lost + 1 };
            return (null, null);
        }

        TimeSpan arrival = busyUntil + profile.Latency + jitter;
        if (reordered)
            arrival += held;
        else if (profile.InOrder && arrival < lastArrival)
            arrival = lastArrival;
        if (!reordered && arrival > lastArrival)
            lastArrival = arrival;
        if (!duplicated)
            return (arrival, null);
        Counters = Counters with { Duplicated = Counters.Duplicated + 1 };
        return (arrival, arrival + again);
    }

    private static TimeSpan TransferTime(LinkProfile profile, int bytes) =>
        profile.BytesPerSecond is { } rate ? TimeSpan.FromSeconds((double)bytes / rate) : TimeSpan.Zero;
}
