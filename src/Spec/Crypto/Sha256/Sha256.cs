using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using PlatformSha256 = System.Security.Cryptography.SHA256;

namespace Consensoor.Spec.Crypto;

/// <summary>SHA-256, alone and over many tree nodes at once (<c>phase0/beacon-chain.md#hash</c>).</summary>
/// <remarks>
/// Merkle trees hash independent 64-byte nodes, so one vector lane can carry one node: sixteen of them take as long as two calls of the platform's
/// own SHA-256. This file has the API and the choice; the rounds are in Sha256.Rounds.cs and each width's instructions in Sha256.Vector*.cs.
/// </remarks>
public static partial class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    public const int HashLength = 32;

    /// <summary>Bytes of an inner node of a tree: its two children.</summary>
    public const int PairLength = 64;

    /// <summary>The widest kernel this CPU runs, picked once.</summary>
    public static Sha256Width Width { get; } =
        IsSupported(Sha256Width.Sixteen) ? Sha256Width.Sixteen :
        IsSupported(Sha256Width.Eight) ? Sha256Width.Eight :
        Sha256Width.One;

    /// <summary>Whether this CPU runs the kernel of <paramref name="width"/>.</summary>
    public static bool IsSupported(Sha256Width width) => width switch
    {
        Sha256Width.Sixteen => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported,
        Sha256Width.Eight => Vector256.IsHardwareAccelerated && Avx2.IsSupported,
        _ => true,
    };

    /// <summary>Writes the SHA-256 of <paramref name="data"/> into <paramref name="hash"/> (32 bytes), which may overlap it.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Span<byte> digest = stackalloc byte[HashLength];
        PlatformSha256.HashData(data, digest);
        digest.CopyTo(hash);
    }

    /// <summary>
    /// Hashes each 64-byte pair of <paramref name="nodes"/> into 32 bytes of <paramref name="parents"/>. The buffers may be the same or overlap in
    /// any way: parents are always those of the nodes as they were before the call.
    /// </summary>
    public static void HashPairs(ReadOnlySpan<byte> nodes, Span<byte> parents) => HashPairs(Width, nodes, parents);

    /// <summary><see cref="HashPairs(ReadOnlySpan{byte}, Span{byte})"/> with kernels no wider than <paramref name="width"/>.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit, or the CPU lacks the width.</exception>
    public static void HashPairs(Sha256Width width, ReadOnlySpan<byte> nodes, Span<byte> parents)
    {
        Check(width, nodes, parents);
        if (nodes.IsEmpty)
            return;

        // Front to back, writes trail reads as long as the parents do not start behind the nodes.
        if (nodes.Overlaps(parents, out int offset) && offset > 0)
        {
            byte[] copy = ArrayPool<byte>.Shared.Rent(nodes.Length);
            nodes.CopyTo(copy);
            HashForward(width, copy.AsSpan(0, nodes.Length), parents, arePadded: false);
            ArrayPool<byte>.Shared.Return(copy);
            return;
        }

        HashForward(width, nodes, parents, arePadded: false);
    }

    private static void Check(Sha256Width width, ReadOnlySpan<byte> nodes, Span<byte> parents)
    {
        if (nodes.Length % PairLength != 0)
            throw new ArgumentException($"{nodes.Length} bytes are no whole number of {PairLength}-byte blocks", nameof(nodes));
        if (parents.Length < nodes.Length / 2)
            throw new ArgumentException($"{parents.Length} bytes cannot hold {nodes.Length / PairLength} hashes", nameof(parents));
        if (!IsSupported(width))
            throw new ArgumentException($"this CPU has no kernel of width {width}", nameof(width));
    }

    private static void HashForward(Sha256Width width, ReadOnlySpan<byte> nodes, Span<byte> parents, bool arePadded)
    {
        int count = nodes.Length / PairLength;
        int done = 0;
        ref byte source = ref MemoryMarshal.GetReference(nodes);
        ref byte target = ref MemoryMarshal.GetReference(parents);

        if (width >= Sha256Width.Sixteen)
        {
            for (; count - done >= (int)Sha256Width.Sixteen; done += (int)Sha256Width.Sixteen)
            {
                HashLanes<Vector512Lanes, Vector512<uint>>(
                    ref Unsafe.Add(ref source, done * PairLength), ref Unsafe.Add(ref target, done * HashLength), arePadded);
            }

            if (count - done > (int)Sha256Width.Eight)
            {
                HashPartly<Vector512Lanes, Vector512<uint>>(nodes[(done * PairLength)..], parents[(done * HashLength)..], arePadded);
                return;
            }
        }

        if (width >= Sha256Width.Eight)
        {
            for (; count - done >= (int)Sha256Width.Eight; done += (int)Sha256Width.Eight)
            {
                HashLanes<Vector256Lanes, Vector256<uint>>(
                    ref Unsafe.Add(ref source, done * PairLength), ref Unsafe.Add(ref target, done * HashLength), arePadded);
            }

            // Mostly idle lanes still cost no more than one call of the platform: README.md of this folder has the figures.
            if (done < count)
                HashPartly<Vector256Lanes, Vector256<uint>>(nodes[(done * PairLength)..], parents[(done * HashLength)..], arePadded);
            return;
        }

        for (; done < count; done++)
        {
            ReadOnlySpan<byte> block = nodes.Slice(done * PairLength, PairLength);
            Hash(arePadded ? Message(block) : block, parents[(done * HashLength)..]);
        }
    }
}
