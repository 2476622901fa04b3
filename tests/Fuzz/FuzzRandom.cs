using System.Buffers.Binary;

namespace Consensoor.Fuzz;

/// <summary>
/// Random numbers (SplitMix64) of one input, a function of the run's seed and the input's number, so that any input can be made again
/// alone.
/// </summary>
internal sealed class FuzzRandom(ulong seed, ulong number)
{
    private ulong _state = Mix(seed) ^ Mix(~number);

    internal ulong Next() => Mix(_state += 0x9e3779b97f4a7c15UL);

    /// <summary>Below <paramref name="bound"/>.</summary>
    internal int Next(int bound) => (int)(Next() % (ulong)bound);

    internal bool OneIn(int count) => Next(count) == 0;

    internal T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    internal byte[] Bytes(int length)
    {
        byte[] bytes = new byte[(length + 7) & ~7];
        for (int i = 0; i < bytes.Length; i += 8)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), Next());
        return bytes[..length];
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9UL;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebUL;
        return x ^ (x >> 31);
    }
}
