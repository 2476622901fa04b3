using System.Buffers.Binary;

namespace Consensoor.Spec.Crypto;

/// <summary>Keccak-256 as the execution layer uses it: the padding of the original submission (0x01), not SHA-3's (0x06).</summary>
public static partial class Keccak256
{
    /// <summary>How many bytes a digest has.</summary>
    public const int HashLength = 32;

    private const int Rate = 136;

    /// <summary>
    /// Writes the Keccak-256 of <paramref name="data"/> into the first 32 bytes of <paramref name="hash"/>, which may overlap it.
    /// </summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        for (; data.Length >= Rate; data = data[Rate..])
            Absorb(state, data[..Rate]);

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[^1] |= 0x80;
        Absorb(state, last);

        for (int i = 0; i < HashLength / sizeof(ulong); i++)
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(i * sizeof(ulong))..], state[i]);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < Rate / sizeof(ulong); i++)
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * sizeof(ulong))..]);
        Permute(state);
    }
}
