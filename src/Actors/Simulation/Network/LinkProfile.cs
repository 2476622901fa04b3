namespace Consensoor.Actors.Simulation.Network;

/// <summary>
/// How one direction of a link between two nodes behaves; every choice in it is drawn from the link's own seeded generator.
/// </summary>
public sealed record LinkProfile
{
    /// <summary>A home connection to another country: 50 ms, up to 20 ms of jitter, 50 Mbit/s.</summary>
    public static readonly LinkProfile Default = new();

    /// <summary>Time every message takes.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Upper bound of what is added to the latency, uniform.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Messages arrive in the order they were sent, as on one TCP connection, unless <see cref="Reorder"/> picks them.</summary>
    public bool InOrder { get; init; } = true;

    /// <summary>Probability that a message is lost.</summary>
    public double Loss { get; init; }

    /// <summary>Probability that a message arrives a second time, within another latency and jitter.</summary>
    public double Duplicate { get; init; }

    /// <summary>Probability that a message is held back, up to <see cref="ReorderWindow"/>, and others overtake it.</summary>
    public double Reorder { get; init; }

    /// <summary>The longest time that a message is held back.</summary>
    public TimeSpan ReorderWindow { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bandwidth; messages queue for it. Null for no bound.</summary>
    public long? BytesPerSecond { get; init; } = 50_000_000 / 8;

    /// <summary>A message that would wait longer than this for the bandwidth is dropped.</summary>
    public TimeSpan MaxQueueing { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Refuses a profile with a negative time, a probability outside [0, 1] or no bandwidth at all.</summary>
    internal LinkProfile Checked()
    {
        foreach (var probability in new[] { Loss, Duplicate, Reorder })
        {
            if (!(probability >= 0 && probability <= 1))
            {
                throw new ArgumentException($"probability {probability} of a link is not in [0, 1]");
            }
        }

        foreach (var time in new[] { Latency, Jitter, ReorderWindow, MaxQueueing })
        {
            if (time < TimeSpan.Zero)
            {
                throw new ArgumentException($"time {time} of a link is negative");
            }
        }

        if (BytesPerSecond <= 0)
        {
            throw new ArgumentException($"bandwidth {BytesPerSecond} of a link is not positive");
        }

        return this;
    }
}
