using Consensoor.Actors.Sync;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Small bounds, so that they are reached.</summary>
internal static class SyncTestSettings
{
    public static SyncSettings Settings { get; } = new()
    {
        Wants = 6,
        Questions = 3,
        Tries = 5,
        BackOff = TimeSpan.FromMilliseconds(500),
        MaxBackOff = TimeSpan.FromSeconds(4),
        Patience = TimeSpan.FromSeconds(30),
        ImportPatience = TimeSpan.FromSeconds(6),
        Ancestors = 32,
        Tolerance = 2,
        Range = 8,
        Ranges = 1,
        RangeBytes = 1 << 20,
        RangePatience = TimeSpan.FromSeconds(3),
        RangePace = 64,
        Witnesses = 3,
    };
}
