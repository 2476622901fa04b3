using System.Numerics;

namespace Consensoor.Actors.Simulation;

/// <summary>
/// Seeded xoshiro256** generator: the same seed gives the same draws on every machine and runtime, which <see cref="Random"/> does not
/// promise. Not for keys or anything else an adversary must not guess.
/// </summary>
public sealed class SimulatedRandom
{
    private readonly ulong _seed;
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>A generator whose draws all come from a seed.</summary>
    public SimulatedRandom(ulong seed)
    {
        _seed = seed;
        var state = seed;
        _s0 = StableHash.Next(ref state);
        _s1 = StableHash.Next(ref state);
        _s2 = StableHash.Next(ref state);
        _s3 = StableHash.Next(ref state);
    }

    /// <summary>A generator of its own for one purpose: draws made for one purpose never shift those of another.</summary>
    public SimulatedRandom Fork(string purpose) => new(StableHash.Mix(_seed ^ StableHash.Of(purpose)));

    /// <summary>Uniform over 64 bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>); refuses a bound below 1.</summary>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        // The bias of a 64-bit multiply-shift over an int range is below 2^-32: invisible in a simulation.
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMax, out _);
    }

    /// <summary>
    /// True with the given probability; draws even when it is 0 or 1, so that a changed probability does not shift later draws.
    /// </summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Uniform between both bounds, to the tick (100 ns).</summary>
    public TimeSpan Between(TimeSpan from, TimeSpan to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return from + TimeSpan.FromTicks((long)((to - from).Ticks * NextDouble()));
    }

    /// <summary>Puts items in a drawn order, all orders alike.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Fills bytes with draws.</summary>
    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)NextUInt64();
        }
    }
}
