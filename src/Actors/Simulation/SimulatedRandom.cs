using System.Numerics;

namespace Consensoor.Actors.Simulation;

/// <summary>
/// Seeded xoshiro256** generator: the same seed gives the same draws on every machine and runtime, which <see cref="Random"/> does not promise.
/// Not for keys or anything else an adversary must not guess.
/// </summary>
public sealed class SimulatedRandom
{
    private readonly ulong seed;
    private ulong s0, s1, s2, s3;

    public SimulatedRandom(ulong seed)
    {
        this.seed = seed;
        ulong state = seed;
        s0 = StableHash.Next(ref state);
        s1 = StableHash.Next(ref state);
        s2 = StableHash.Next(ref state);
        s3 = StableHash.Next(ref state);
    }

    /// <summary>A generator of its own for one purpose: draws made for one purpose never shift those of another.</summary>
    public SimulatedRandom Fork(string purpose) => new(StableHash.Mix(seed ^ StableHash.Of(purpose)));

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
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

    /// <summary>True with the given probability; draws even when it is 0 or 1, so that a changed probability does not shift later draws.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Uniform between both bounds, to the tick (100 ns).</summary>
    public TimeSpan Between(TimeSpan from, TimeSpan to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return from + TimeSpan.FromTicks((long)((to - from).Ticks * NextDouble()));
    }

    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    public void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)NextUInt64();
    }
}
