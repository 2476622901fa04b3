using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>Rows of some pages, whose bytes are noise that follows from their slot.</summary>
internal static class NoiseRows
{
    public static StoredBlockRow Block(int slot) => new(RootOf(slot), RootOf(slot - 1), (ulong)slot, ForkName.Phase0, Noise(slot, 5000));

    public static StoredAnchor Anchor(int slot) => new(
        (ulong)slot / 8, RootOf(slot), (ulong)slot, ForkName.Phase0, Noise(slot, 500), ForkName.Phase0, Noise(slot, 20_000));

    public static Root RootOf(int slot) => new(Noise(slot, 32));

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
