using System.Numerics;
using Consensoor.Spec.Tests.Crypto.Reference;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>The limits of <see cref="LaneLimit"/>, and how close to them this thread has come.</summary>
internal static class LaneLimits
{
    /// <summary>The largest integer up to which doubles hold every one.</summary>
    private const double Exact = 1L << 53;

    [ThreadStatic]
    private static Dictionary<LaneLimit, double>? s_largest;

    /// <summary>The largest part of each limit that was made use of: 1 is all of it.</summary>
    internal static IReadOnlyDictionary<LaneLimit, double> Largest => s_largest ??= [];

    internal static void Reset() => s_largest = [];

    /// <summary>The bound itself, which is an integer.</summary>
    /// <exception cref="InvalidOperationException">It is beyond 2^53.</exception>
    internal static double Check(LaneLimit limit, double bound)
    {
        Check(limit, bound <= Exact, bound / Exact);
        return bound;
    }

    /// <summary>The bound of a value of which only those below p are told apart.</summary>
    internal static void CheckBelowModulus(BigInteger bound) => Check(LaneLimit.Leaving, bound < BigFp.P, (double)bound / (double)BigFp.P);

    /// <summary>Records a part of a limit; <paramref name="holds"/> is the exact comparison.</summary>
    internal static void Check(LaneLimit limit, bool holds, double part)
    {
        s_largest ??= [];
        s_largest[limit] = Math.Max(part, s_largest.GetValueOrDefault(limit));
        if (!holds)
            throw new InvalidOperationException($"{limit} reaches {part} of what is exact");
    }
}
