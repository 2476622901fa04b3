using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Sync;

/// <summary>What the fetching of history goes by (`consensoor.sync.backfill`, where the rules stand).</summary>
internal sealed record BackfillSettings
{
    /// <summary>Whether history is fetched at all.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Whether it is fetched down to genesis, and not only as far as peers may ask.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The number of slots that are asked for at once.</summary>
    public int Range { get; init; } = 32;

    /// <summary>Ranges that are under way, each at another peer.</summary>
    public int Ranges { get; init; } = 3;

    /// <summary>How long a peer may take to give a range.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Peers beside the first whose word is heard before it is believed that there is no block further down.</summary>
    public int Witnesses { get; init; } = 3;

    /// <summary>The wait before all peers are asked once more, doubled each time up to the maximum.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest of those waits.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Reads the settings from `consensoor`.</summary>
    public static BackfillSettings From(Config consensoor) => new()
    {
        IsOn = Reach(consensoor) != "off",
        IsWhole = Reach(consensoor) == "genesis",
        Range = consensoor.Positive("sync.backfill.range"),
        Ranges = consensoor.Positive("sync.backfill.ranges"),
        Witnesses = consensoor.Positive("sync.witnesses"),
        Patience = consensoor.GetTimeSpan("sync.backfill.patience"),
        BackOff = consensoor.GetTimeSpan("sync.backfill.back-off"),
        MaxBackOff = consensoor.GetTimeSpan("sync.backfill.max-back-off"),
    };

    /// <summary>The wait after so many rounds in vain.</summary>
    public TimeSpan BackOffAfter(int failures)
    {
        var wait = BackOff * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        return wait < MaxBackOff ? wait : MaxBackOff;
    }

    private static string Reach(Config consensoor) => consensoor.GetString("sync.backfill.reach") switch
    {
        ("off" or "retention" or "genesis") and var reach => reach,
        var other => throw new ConfigurationException($"consensoor.sync.backfill.reach is '{other}', and none of off, retention, genesis"),
    };
}
