using System.Buffers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Spec.State;

public sealed partial class PersistentList<T>
{
    private CachedRoot? _root;

    /// <summary>
    /// The root of the elements in a tree with room for <paramref name="limit"/> of them (null: the progressive tree of this layout), without a length mixed in.
    /// Blocks that did not change since the last call, in this list or the one it was copied from, are not hashed again.
    /// </summary>
    internal Bytes32 Root<TCodec>(SszContext context, ulong? limit)
        where TCodec : struct, ISszCodec<T>
    {
        if (_progressive != limit is null)
        {
            throw new InvalidOperationException("the layout of the list is not that of its type in this fork");
        }

        var layout = context.LayoutOf<T, TCodec>();
        if (_root is { } known && known.IsOf(layout, limit ?? 0))
        {
            return known.Root;
        }

        var length = 32 * _blocks.Length;
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(length, 32));
        try
        {
            var roots = rented.AsSpan(0, length);
            for (var i = 0; i < _blocks.Length; i++)
            {
                var block = _blocks[i];
                if (block.Root is not { } blockRoot || !blockRoot.IsOf(layout, 0))
                {
                    block.Root = blockRoot = new CachedRoot(layout, 0, BlockRoot<TCodec>(block, Leaves(i), context));
                }

                blockRoot.Root.AsSpan().CopyTo(roots[(32 * i)..]);
            }

            var root = _progressive ? ProgressiveRoot(roots) : PlainRoot<TCodec>(roots, limit!.Value, context);
            _root = new CachedRoot(layout, limit ?? 0, root);
            return root;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static Bytes32 BlockRoot<TCodec>(Block block, int leaves, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        Span<byte> chunks = stackalloc byte[PlainLeaves * 32];
        chunks = chunks[..((block.Count + PerLeaf - 1) / PerLeaf * 32)];
        SszSequence.Leaves<T, TCodec>(block.AsSpan(), chunks, context);
        return Merkle.Merkleize(chunks, (ulong)leaves);
    }

    private Bytes32 PlainRoot<TCodec>(Span<byte> roots, ulong limit, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var leaves = TCodec.IsBasic ? (ulong)(((UInt128)limit + (ulong)PerLeaf - 1) / (ulong)PerLeaf) : limit;
        var blockDepth = Merkle.Depth(PlainLeaves);
        if (leaves > PlainLeaves)
        {
            return Merkle.Merkleize(roots, 1UL << (Merkle.Depth(leaves) - blockDepth), blockDepth);
        }

        // A tree smaller than one block: hash its leaves at their own depth.
        if (_blocks.Length == 0)
        {
            return Merkle.Merkleize(roots, leaves);
        }

        Span<byte> chunks = stackalloc byte[PlainLeaves * 32];
        chunks = chunks[..((_count + PerLeaf - 1) / PerLeaf * 32)];
        SszSequence.Leaves<T, TCodec>(_blocks[0].AsSpan(), chunks, context);
        return Merkle.Merkleize(chunks, leaves);
    }

    private static Bytes32 ProgressiveRoot(Span<byte> roots)
    {
        Span<Bytes32> subtrees = stackalloc Bytes32[32];
        var count = 0;
        var blocks = 1;
        while (!roots.IsEmpty)
        {
            var isHead = count < 3;
            var take = Math.Min(roots.Length, 32 * blocks);
            subtrees[count] = isHead
                ? new Bytes32(roots[..32])
                : Merkle.Merkleize(roots[..take], (ulong)blocks, Merkle.Depth(ProgressiveLeaves));
            roots = roots[take..];
            blocks = isHead ? 1 : blocks * 4;
            count++;
        }

        return Merkle.JoinProgressive(subtrees[..count]);
    }

    /// <summary>A root with the layout of the elements and the limit it was computed for; immutable, so that racing readers agree.</summary>
    private sealed record CachedRoot(string Layout, ulong Limit, Bytes32 Root)
    {
        public bool IsOf(string layout, ulong limit) => ReferenceEquals(Layout, layout) && Limit == limit;
    }
}
