using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using PlatformSha256 = System.Security.Cryptography.SHA256;

namespace Consensoor.Spec.Crypto;

/// <summary>SHA-256, alone and over many tree nodes at once (<c>phase0/beacon-chain.md#hash</c>).</summary>
/// <remarks>
/// Merkle trees hash independent 64-byte nodes, so one vector lane can carry one node. This file has the API and the choice; the rounds,
/// written once, are in Sha256.Rounds.cs, and each width's instructions in Sha256.Vector*.cs. One short message alone is hashed by the same
/// rounds without vectors; a long one by the platform.
/// </remarks>
public static partial class Sha256
{
    /// <summary>How many bytes a digest has.</summary>
    public const int HashLength = 32;

    /// <summary>Bytes of an inner node of a tree: its two children.</summary>
    public const int PairLength = 64;

    /// <summary>Nodes that fill the lanes of the widest vectors; fewer leave some idle.</summary>
    public const int MaxLanes = 16;

    /// <summary>Writes the SHA-256 of <paramref name="data"/> into <paramref name="hash"/> (32 bytes), which may overlap it.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (data.Length == PairLength)
        {
            HashForward(VectorWidth.None, data, hash, arePadded: false);
            return;
        }

        Span<byte> digest = stackalloc byte[PairLength];
        if (data.Length <= MaxBlockMessage)
        {
            data.CopyTo(digest);
            PadBlock(digest, data.Length);
            HashForward(VectorWidth.None, digest, hash, arePadded: true);
            return;
        }

        PlatformSha256.HashData(data, digest);
        digest[..HashLength].CopyTo(hash);
    }

    /// <summary>
    /// Hashes each 64-byte pair of <paramref name="nodes"/> into 32 bytes of <paramref name="parents"/>. The buffers may be the same or
    /// overlap in any way: parents are always those of the nodes as they were before the call.
    /// </summary>
    public static void HashPairs(ReadOnlySpan<byte> nodes, Span<byte> parents) => HashPairs(CryptoLanes.Width, nodes, parents);

    /// <summary><see cref="HashPairs(ReadOnlySpan{byte}, Span{byte})"/> with kernels no wider than <paramref name="width"/>.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit, or the CPU lacks the width.</exception>
    public static void HashPairs(VectorWidth width, ReadOnlySpan<byte> nodes, Span<byte> parents)
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

    private static void Check(VectorWidth width, ReadOnlySpan<byte> nodes, Span<byte> parents)
    {
        if (nodes.Length % PairLength != 0)
            throw new ArgumentException($"{nodes.Length} bytes are no whole number of {PairLength}-byte blocks", nameof(nodes));
        if (parents.Length < nodes.Length / 2)
            throw new ArgumentException($"{parents.Length} bytes cannot hold {nodes.Length / PairLength} hashes", nameof(parents));
        if (!CryptoLanes.IsSupported(width))
            throw new ArgumentException($"this CPU has no vectors of width {width}", nameof(width));
    }

    // Mostly idle lanes cost no more than two nodes one by one: README.md of this folder has the figures.
    private static void HashForward(VectorWidth width, ReadOnlySpan<byte> nodes, Span<byte> parents, bool arePadded)
    {
        if (width >= VectorWidth.V512)
        {
            HashWhole<TwiceLanes<Vector512Lanes, Vector512<uint>>, Twice<Vector512<uint>>>(ref nodes, ref parents, arePadded);
            HashWhole<Vector512Lanes, Vector512<uint>>(ref nodes, ref parents, arePadded);
            if (nodes.Length > Vector256Lanes.Count * PairLength)
                HashPartly<Vector512Lanes, Vector512<uint>>(ref nodes, ref parents, arePadded);
        }

        if (width >= VectorWidth.V256)
        {
            if (Avx512F.VL.IsSupported)
                HashNarrow<Vector256VlLanes, Vector256<uint>>(ref nodes, ref parents, arePadded, hasManyRegisters: true);
            else
                HashNarrow<Vector256Lanes, Vector256<uint>>(ref nodes, ref parents, arePadded, hasManyRegisters: false);
        }
        else if (width >= VectorWidth.V128)
        {
            if (Avx512F.VL.IsSupported)
                HashNarrow<Vector128VlLanes, Vector128<uint>>(ref nodes, ref parents, arePadded, hasManyRegisters: true);
            else
                HashNarrow<Vector128Lanes, Vector128<uint>>(ref nodes, ref parents, arePadded, AdvSimd.Arm64.IsSupported);
        }

        HashWhole<ScalarLanes, uint>(ref nodes, ref parents, arePadded);
    }

    /// <summary>Hashes all nodes but a single one that is left.</summary>
    private static void HashNarrow<TLanes, TVector>(
        ref ReadOnlySpan<byte> nodes, ref Span<byte> parents, bool arePadded, bool hasManyRegisters)
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        // Two states and what a round needs besides fit 32 registers, not 16.
        if (hasManyRegisters)
            HashWhole<TwiceLanes<TLanes, TVector>, Twice<TVector>>(ref nodes, ref parents, arePadded);
        HashWhole<TLanes, TVector>(ref nodes, ref parents, arePadded);
        if (nodes.Length > PairLength)
            HashPartly<TLanes, TVector>(ref nodes, ref parents, arePadded);
    }

    /// <summary>Hashes as many nodes as fill all lanes, and leaves the rest.</summary>
    private static void HashWhole<TLanes, TVector>(ref ReadOnlySpan<byte> nodes, ref Span<byte> parents, bool arePadded)
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        for (; nodes.Length >= TLanes.Count * PairLength; nodes =
            nodes[(TLanes.Count * PairLength)..], parents = parents[(TLanes.Count * HashLength)..])
            HashLanes<TLanes, TVector>(ref MemoryMarshal.GetReference(nodes), ref MemoryMarshal.GetReference(parents), arePadded);
    }

    /// <summary>Hashes what is left, which is fewer nodes than lanes; what the idle lanes compute is thrown away.</summary>
    [SkipLocalsInit]
    private static void HashPartly<TLanes, TVector>(ref ReadOnlySpan<byte> nodes, ref Span<byte> parents, bool arePadded)
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        Span<byte> buffer = stackalloc byte[MaxLanes * PairLength];
        nodes.CopyTo(buffer);
        ref byte start = ref MemoryMarshal.GetReference(buffer);
        HashLanes<TLanes, TVector>(ref start, ref start, arePadded);
        buffer[..(nodes.Length / 2)].CopyTo(parents);
        nodes = [];
    }
}
