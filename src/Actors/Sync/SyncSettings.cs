using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Sync;

/// <summary>What sync goes by (`consensoor.sync`, where the drop rules stand).</summary>
public sealed record SyncSettings
{
    /// <summary>Things that may be wanted at once.</summary>
    public required int Wants { get; init; }

    /// <summary>Questions for things by root that may be under way at once.</summary>
    public required int Questions { get; init; }

    /// <summary>Peers that are asked for a thing before it is given up, the same one more than once where there are few.</summary>
    public required int Tries { get; init; }

    /// <summary>The wait before peers are asked once more, doubled each time.</summary>
    public required TimeSpan BackOff { get; init; }

    /// <summary>The longest wait between two rounds of questions.</summary>
    public required TimeSpan MaxBackOff { get; init; }

    /// <summary>How long a block, envelope or column is wanted before it is given up.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>How long the chain may take with what it was given.</summary>
    public required TimeSpan ImportPatience { get; init; }

    /// <summary>Blocks that are asked for at once where a block of another branch, or behind several that were missed, waits.</summary>
    public required int Ancestors { get; init; }

    /// <summary>Slots the head may lie behind a peer's without a sync by range.</summary>
    public required int Tolerance { get; init; }

    /// <summary>The number of slots that are asked for in one range.</summary>
    public required int Range { get; init; }

    /// <summary>Ranges that are fetched or imported at once, each fetched of another peer.</summary>
    public required int Ranges { get; init; }

    /// <summary>Bytes of ranges that wait for their turn.</summary>
    public required long RangeBytes { get; init; }

    /// <summary>How long a peer may take to give a range while others could be asked for it, beside the time its chunks take.</summary>
    public required TimeSpan RangePatience { get; init; }

    /// <summary>Chunks of an answer a second that are expected of a peer at least.</summary>
    public required int RangePace { get; init; }

    /// <summary>Peers beside the first whose word is heard before a range is taken as empty.</summary>
    public required int Witnesses { get; init; }

    /// <summary>Reads the settings from `consensoor`.</summary>
    public static SyncSettings From(Config consensoor) => new()
    {
        Wants = consensoor.Positive("sync.wants"),
        Questions = consensoor.Positive("sync.questions"),
        Tries = consensoor.Positive("sync.tries"),
        BackOff = consensoor.GetTimeSpan("sync.back-off"),
        MaxBackOff = consensoor.GetTimeSpan("sync.max-back-off"),
        Patience = consensoor.GetTimeSpan("sync.patience"),
        ImportPatience = consensoor.GetTimeSpan("sync.import-patience"),
        Ancestors = consensoor.Positive("sync.ancestors"),
        Tolerance = consensoor.Positive("sync.tolerance"),
        Range = consensoor.Positive("sync.range"),
        Ranges = consensoor.Positive("sync.ranges"),
        RangeBytes = 1024L * consensoor.Positive("sync.range-kib"),
        RangePatience = consensoor.GetTimeSpan("sync.range-patience"),
        RangePace = consensoor.Positive("sync.range-pace"),
        Witnesses = consensoor.Positive("sync.witnesses"),
    };

    /// <summary>
    /// How long a peer may take to give so many chunks after so many rounds in vain: doubled each round, as all peers may be slow.
    /// </summary>
    public TimeSpan RangePatienceFor(int chunks, int failures)
    {
        var patience = (RangePatience + TimeSpan.FromSeconds((double)chunks / RangePace)) * Math.Pow(2, Math.Min(failures, 10));
        return patience < Patience ? patience : Patience;
    }

    /// <summary>The wait after so many tries without success.</summary>
    public TimeSpan BackOffAfter(int tries)
    {
        var wait = BackOff;
        for (var round = 1; round < tries && wait < MaxBackOff; round++)
        {
            wait *= 2;
        }

        return wait < MaxBackOff ? wait : MaxBackOff;
    }
}
