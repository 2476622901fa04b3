namespace Consensoor.Interop.Tests.Libp2p;

/// <summary>Randomness of a seed, in the form that machines take.</summary>
internal static class TestRandom
{
    public static Action<Memory<byte>> From(int seed)
    {
        var random = new Random(seed);
        return memory => random.NextBytes(memory.Span);
    }

    /// <summary>Cuts bytes into pieces of random sizes, empty ones too.</summary>
    public static IEnumerable<byte[]> Pieces(byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(3) : random.Next(1 + bytes.Length));
            yield return bytes[at..(at + length)];
            at += length;
        }
    }
}
