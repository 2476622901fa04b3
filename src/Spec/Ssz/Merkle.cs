using System.Buffers;
using System.Numerics;
using Consensoor.Spec.Crypto;

namespace Consensoor.Spec.Ssz;

/// <summary>Merkleization of packed chunks (`ssz/simple-serialize.md#merkleization`).</summary>
public static class Merkle
{
    private const int SmallTree = 64;

    /// <summary>The depth of a tree with room for a number of leaves: ceil(log2(leaves)), 0 for none.</summary>
    public static int Depth(ulong leaves) => leaves <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount(leaves - 1);

    /// <summary>
    /// The root over 32-byte chunks in a tree with room for <paramref name="limit"/> of them, padded with zero subtrees; the chunks are
    /// overwritten. <paramref name="baseDepth"/> is the height at which the chunks themselves stand.
    /// </summary>
    public static Bytes32 Merkleize(Span<byte> chunks, ulong limit, int baseDepth = 0)
    {
        var depth = Depth(limit);
        var count = chunks.Length / 32;
        if (count == 0)
        {
            return new Bytes32(ZeroHashes.Root(baseDepth + depth));
        }

        if (count <= SmallTree)
        {
            return MerkleizeSmall(chunks, depth, baseDepth);
        }

        Span<byte> pair = stackalloc byte[64];
        for (var level = 0; level < depth; level++)
        {
            var pairs = count / 2;
            var odd = (count & 1) != 0;
            if (odd)
            {
                chunks.Slice((count - 1) * 32, 32).CopyTo(pair);
                ZeroHashes.Root(baseDepth + level).CopyTo(pair[32..]);
            }

            if (pairs > 0)
            {
                Sha256.HashPairs(chunks[..(pairs * 64)], chunks[..(pairs * 32)]);
            }

            if (odd)
            {
                Sha256.Hash(pair, chunks.Slice(pairs * 32, 32));
            }

            count = pairs + (odd ? 1 : 0);
        }

        return count == 1
            ? new Bytes32(chunks[..32])
            : throw new ArgumentException($"{chunks.Length / 32} chunks where {limit} are the limit", nameof(chunks));
    }

    // With room for the zero subtree beside an odd node, each level is one call of the hash, which costs the same for one pair as for
    // eight.
    private static Bytes32 MerkleizeSmall(ReadOnlySpan<byte> chunks, int depth, int baseDepth)
    {
        Span<byte> nodes = stackalloc byte[32 * (SmallTree + 1)];
        chunks.CopyTo(nodes);
        var count = chunks.Length / 32;
        for (var level = 0; level < depth; level++)
        {
            if ((count & 1) != 0)
            {
                ZeroHashes.Root(baseDepth + level).CopyTo(nodes[(32 * count)..]);
                count++;
            }

            Sha256.HashPairs(nodes[..(32 * count)], nodes);
            count /= 2;
        }

        return count == 1
            ? new Bytes32(nodes[..32])
            : throw new ArgumentException($"{chunks.Length / 32} chunks do not fit a depth of {depth}", nameof(chunks));
    }

    /// <summary>
    /// `merkleize_progressive` (EIP-7916): subtrees of 1, 4, 16, … leaves, each the left sibling of all that follow. The chunks are
    /// overwritten.
    /// </summary>
    public static Bytes32 MerkleizeProgressive(Span<byte> chunks)
    {
        Span<Bytes32> roots = stackalloc Bytes32[32];
        var count = 0;
        for (var leaves = 1; !chunks.IsEmpty; leaves *= 4)
        {
            var take = Math.Min(chunks.Length, leaves * 32);
            roots[count++] = Merkleize(chunks[..take], (ulong)leaves);
            chunks = chunks[take..];
        }

        return JoinProgressive(roots[..count]);
    }

    /// <summary>The progressive root over the roots of its subtrees, smallest first.</summary>
    public static Bytes32 JoinProgressive(ReadOnlySpan<Bytes32> subtrees)
    {
        var root = Bytes32.Zero;
        for (var i = subtrees.Length - 1; i >= 0; i--)
        {
            root = HashPair(subtrees[i], root);
        }

        return root;
    }

    /// <summary>SHA-256 over two nodes.</summary>
    public static Bytes32 HashPair(in Bytes32 left, in Bytes32 right)
    {
        Span<byte> pair = stackalloc byte[64];
        left.AsSpan().CopyTo(pair);
        right.AsSpan().CopyTo(pair[32..]);
        Sha256.Hash(pair, pair[..32]);
        return new Bytes32(pair[..32]);
    }

    /// <summary>`mix_in_length` and `mix_in_selector`: a root and a number.</summary>
    public static Bytes32 MixIn(in Bytes32 root, ulong number)
    {
        Span<byte> chunk = stackalloc byte[32];
        chunk.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(chunk, number);
        return HashPair(root, new Bytes32(chunk));
    }

    /// <summary>`mix_in_active_fields` (EIP-7495): a root and a bit per field position.</summary>
    public static Bytes32 MixInActiveFields(in Bytes32 root, ulong activeFields) => MixIn(root, activeFields);

    /// <summary>
    /// The root of bytes packed into chunks, in a tree with room for <paramref name="limit"/> chunks (null: progressive).
    /// </summary>
    public static Bytes32 PackedRoot(ReadOnlySpan<byte> bytes, ulong? limit)
    {
        var length = (bytes.Length + 31) / 32 * 32;
        byte[]? rented = null;
        var chunks = length <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            chunks = chunks[..length];
            bytes.CopyTo(chunks);
            chunks[bytes.Length..].Clear();
            return limit is { } room ? Merkleize(chunks, room) : MerkleizeProgressive(chunks);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>
    /// The roots of many trees that lie one behind the other, each <paramref name="width"/> chunks wide (a power of two), hashed level by
    /// level; they take the place of the first chunks.
    /// </summary>
    internal static void ForestRoots(Span<byte> chunks, int width)
    {
        for (; width > 1; width /= 2)
        {
            Sha256.HashPairs(chunks, chunks[..(chunks.Length / 2)]);
            chunks = chunks[..(chunks.Length / 2)];
        }
    }

    /// <summary>
    /// The roots of many byte vectors that lie one behind the other, each of <paramref name="length"/> bytes (at most 128), hashed level by
    /// level.
    /// </summary>
    internal static void BytesRoots(ReadOnlySpan<byte> values, int length, Span<byte> roots)
    {
        if (length == 32)
        {
            values.CopyTo(roots);
            return;
        }

        const int Batch = 64;
        var stride = 32 << Depth((ulong)((length + 31) / 32));
        Span<byte> chunks = stackalloc byte[Batch * 128];
        while (!values.IsEmpty)
        {
            var count = Math.Min(Batch, values.Length / length);
            var nodes = chunks[..(count * stride)];
            nodes.Clear();
            for (var i = 0; i < count; i++)
            {
                values.Slice(i * length, length).CopyTo(nodes[(i * stride)..]);
            }

            ForestRoots(nodes, stride / 32);
            nodes[..(32 * count)].CopyTo(roots);
            values = values[(count * length)..];
            roots = roots[(32 * count)..];
        }
    }

    /// <summary>
    /// The roots of many containers whose trees are <paramref name="width"/> chunks wide (a power of two), hashed level by level over all
    /// of them at once. <paramref name="write"/> writes the field roots of one into zeroed chunks, but for the byte vectors that
    /// <paramref name="vectors"/> lists: they are longer than a chunk and hashed over all values at once.
    /// </summary>
    public static void ManyRoots<T>(
        ReadOnlySpan<T> values,
        int width,
        Span<byte> roots,
        SszContext context,
        Action<T, Span<byte>, SszContext> write,
        params ReadOnlySpan<SszVectorField<T>> vectors)
    {
        const int Batch = 64;
        var stride = 32 * width;
        var rented = ArrayPool<byte>.Shared.Rent(Math.Min(Batch, values.Length) * stride);
        try
        {
            while (!values.IsEmpty)
            {
                var count = Math.Min(Batch, values.Length);
                var chunks = rented.AsSpan(0, count * stride);
                chunks.Clear();
                for (var i = 0; i < count; i++)
                {
                    write(values[i], chunks.Slice(i * stride, stride), context);
                }

                foreach (var vector in vectors)
                {
                    WriteVectorRoots(values[..count], chunks, stride, vector);
                }

                ForestRoots(chunks, width);
                chunks[..(32 * count)].CopyTo(roots);
                roots = roots[(32 * count)..];
                values = values[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void WriteVectorRoots<T>(ReadOnlySpan<T> values, Span<byte> chunks, int stride, SszVectorField<T> vector)
    {
        Span<byte> bytes = stackalloc byte[values.Length * vector.Length];
        Span<byte> roots = stackalloc byte[values.Length * 32];
        for (var i = 0; i < values.Length; i++)
        {
            vector.Write(values[i], bytes.Slice(i * vector.Length, vector.Length));
        }

        BytesRoots(bytes, vector.Length, roots);
        for (var i = 0; i < values.Length; i++)
        {
            roots.Slice(32 * i, 32).CopyTo(chunks[((i * stride) + (32 * vector.Position))..]);
        }
    }
}
