using System.Collections.Immutable;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// Counts messages of a slot by when they came: in steps of 250 basis points from its start, the last for all that came later.
/// </summary>
internal sealed class Arrivals
{
    /// <summary>Basis points of a step.</summary>
    public const int Step = 250;

    /// <summary>The steps, which reach over a slot and a half.</summary>
    public const int Steps = 60;

    private readonly int[] _counts = new int[Steps];

    /// <summary>Counts a message that came so long after the slot's start (before it as at it), in slots of a duration.</summary>
    public void Add(TimeSpan after, TimeSpan slot)
    {
        var step = after.Ticks / Math.Max(1, slot.Ticks * Step / 10_000);
        _counts[Math.Clamp(step, 0, Steps - 1)]++;
    }

    /// <summary>Gives the counts up to the last that is not 0.</summary>
    public ImmutableArray<int> ToCounts()
    {
        var last = Array.FindLastIndex(_counts, static count => count > 0);
        return ImmutableArray.Create(_counts, 0, last + 1);
    }
}
