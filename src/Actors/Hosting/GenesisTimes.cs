using System.Globalization;

namespace Consensoor.Actors.Hosting;

/// <summary>Checks genesis times, from which every time of a node is counted.</summary>
public static class GenesisTimes
{
    // 2^36 seconds, in the year 4147: far from anything real, and a thousand years of slots later still within what clocks count.
    private const ulong Latest = 1UL << 36;

    /// <summary>Says what is wrong with a genesis time in Unix seconds; null where nothing is.</summary>
    public static string? Problem(ulong genesisTime) => genesisTime <= Latest
        ? null
        : $"genesis time {genesisTime.ToString(CultureInfo.InvariantCulture)} is later than any clock goes (at most {Latest})";
}
