using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// Derives keys by scrypt (RFC 7914), in memory that the caller hands in: one who opens thousands of keystores has it once. Salsa20/8 runs
/// over the four diagonals of its square, as vectors; blocks are kept in that order.
/// </summary>
internal static class Scrypt
{
    private const int Words = 16;
    private const int BlockBytes = 64;
    private const int VectorsPerBlock = 4;
    private const int WordStep = 5;

    /// <summary>The number of vectors that a derivation needs: 128·n·r bytes.</summary>
    public static long VectorsOf(long n, long r) => 2 * VectorsPerBlock * n * r;

    /// <summary>
    /// Fills a key. The cost n is a power of two above 1; the memory has at least <see cref="VectorsOf"/> vectors, and holds what must be
    /// cleared afterwards. Throws ArgumentException for other costs and for too little memory.
    /// </summary>
    public static void Derive(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int n, int r, int p, Span<byte> key, Span<Vector128<uint>> memory)
    {
        if (n < 2 || !BitOperations.IsPow2(n) || r < 1 || p < 1 || memory.Length < VectorsOf(n, r))
        {
            throw new ArgumentException("n must be a power of two above 1, r and p above 0, and the memory 128·n·r bytes", nameof(n));
        }

        var blocks = new byte[2 * BlockBytes * r * p];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, blocks, 1, HashAlgorithmName.SHA256);
        var mixed = new Vector128<uint>[2 * VectorsPerBlock * r];
        var next = new Vector128<uint>[mixed.Length];
        for (var i = 0; i < p; i++)
        {
            var block = blocks.AsSpan(2 * BlockBytes * r * i, 2 * BlockBytes * r);
            Load(block, MemoryMarshal.Cast<Vector128<uint>, uint>(mixed.AsSpan()));
            Mix(mixed, next, n, memory);
            Store(MemoryMarshal.Cast<Vector128<uint>, uint>(mixed.AsSpan()), block);
        }

        Rfc2898DeriveBytes.Pbkdf2(password, blocks, key, 1, HashAlgorithmName.SHA256);
        CryptographicOperations.ZeroMemory(blocks);
        mixed.AsSpan().Clear();
        next.AsSpan().Clear();
    }

    // scryptROMix: fill the memory in order, then read it in an order that depends on what was read.
    private static void Mix(Span<Vector128<uint>> mixed, Span<Vector128<uint>> next, int n, Span<Vector128<uint>> memory)
    {
        var length = mixed.Length;
        for (var i = 0; i < n; i++)
        {
            mixed.CopyTo(memory[(i * length)..]);
            MixBlocks(mixed, next);
            next.CopyTo(mixed);
        }

        for (var i = 0; i < n; i++)
        {
            var from = memory.Slice((int)(mixed[length - VectorsPerBlock].ToScalar() & (uint)(n - 1)) * length, length);
            for (var j = 0; j < length; j++)
            {
                mixed[j] ^= from[j];
            }

            MixBlocks(mixed, next);
            next.CopyTo(mixed);
        }
    }

    // scryptBlockMix: the even blocks in front, the odd ones behind.
    private static void MixBlocks(ReadOnlySpan<Vector128<uint>> from, Span<Vector128<uint>> to)
    {
        var count = from.Length / VectorsPerBlock;
        var last = from[^VectorsPerBlock..];
        var (a, b, c, d) = (last[0], last[1], last[2], last[3]);
        for (var i = 0; i < count; i++)
        {
            var block = from.Slice(i * VectorsPerBlock, VectorsPerBlock);
            (a, b, c, d) = (a ^ block[0], b ^ block[1], c ^ block[2], d ^ block[3]);
            Salsa(ref a, ref b, ref c, ref d);
            var target = to.Slice(((i / 2) + (i % 2 * (count / 2))) * VectorsPerBlock, VectorsPerBlock);
            (target[0], target[1], target[2], target[3]) = (a, b, c, d);
        }
    }

    private static void Salsa(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        var (w, x, y, z) = (a, b, c, d);
        for (var round = 0; round < 4; round++)
        {
            x ^= Rotate(w + z, 7);
            y ^= Rotate(x + w, 9);
            z ^= Rotate(y + x, 13);
            w ^= Rotate(z + y, 18);
            x = Vector128.Shuffle(x, Vector128.Create(3u, 0, 1, 2));
            y = Vector128.Shuffle(y, Vector128.Create(2u, 3, 0, 1));
            z = Vector128.Shuffle(z, Vector128.Create(1u, 2, 3, 0));
            z ^= Rotate(w + x, 7);
            y ^= Rotate(z + w, 9);
            x ^= Rotate(y + z, 13);
            w ^= Rotate(x + y, 18);
            x = Vector128.Shuffle(x, Vector128.Create(1u, 2, 3, 0));
            y = Vector128.Shuffle(y, Vector128.Create(2u, 3, 0, 1));
            z = Vector128.Shuffle(z, Vector128.Create(3u, 0, 1, 2));
        }

        (a, b, c, d) = (a + w, b + x, c + y, d + z);
    }

    private static Vector128<uint> Rotate(Vector128<uint> value, int bits) => (value << bits) | (value >>> (32 - bits));

    private static void Load(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[PlaceOf(i)..]);
        }
    }

    private static void Store(ReadOnlySpan<uint> words, Span<byte> bytes)
    {
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[PlaceOf(i)..], words[i]);
        }
    }

    // Word i of a block of diagonals is word 5·i of the square.
    private static int PlaceOf(int index) => ((index / Words * Words) + (index * WordStep % Words)) * sizeof(uint);
}
