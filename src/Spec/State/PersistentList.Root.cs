using System.Buffers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Spec.State;

public sealed partial class PersistentList<T>
{
    private const int BlocksAtOnce = 16;

    private CachedRoot? _root;

    /// <summary>
    /// The root of the elements in a tree with room for <paramref name="limit"/> of them (null: the progressive tree of this layout),
    /// without a length mixed in. Blocks that did not change since the last call, in this list or the one it was copied from, are not
    /// hashed again.
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
            BlockRoots<TCodec>(roots, layout, context);
            var root = _progressive ? ProgressiveRoot(roots) : PlainRoot<TCodec>(roots, limit!.Value, context);
            _root = new CachedRoot(layout, limit ?? 0, root);
            return root;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// The roots of all blocks; those that changed are hashed several of one size together, so that their upper levels fill the lanes of
    /// the hash too.
    /// </summary>
    private void BlockRoots<TCodec>(Span<byte> roots, string layout, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        Span<int> changed = stackalloc int[BlocksAtOnce];
        var count = 0;
        for (var i = 0; i < _blocks.Length; i++)
        {
            if (_blocks[i].Root is { } known && known.IsOf(layout, 0))
            {
                known.Root.AsSpan().CopyTo(roots[(32 * i)..]);
                continue;
            }

            if (count == BlocksAtOnce || (count > 0 && Leaves(changed[0]) != Leaves(i)))
            {
                HashBlocks<TCodec>(changed[..count], roots, layout, context);
                count = 0;
            }

            changed[count++] = i;
        }

        HashBlocks<TCodec>(changed[..count], roots, layout, context);
    }

    private void HashBlocks<TCodec>(ReadOnlySpan<int> blocks, Span<byte> roots, string layout, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        if (blocks.IsEmpty)
        {
            return;
        }

        var stride = 32 * Leaves(blocks[0]);
        var rented = ArrayPool<byte>.Shared.Rent(blocks.Length * stride);
        try
        {
            var chunks = rented.AsSpan(0, blocks.Length * stride);
            for (var i = 0; i < blocks.Length; i++)
            {
                var block = _blocks[blocks[i]];
                var own = chunks.Slice(i * stride, stride);
                var length = (block.Count + PerLeaf - 1) / PerLeaf * 32;
                SszSequence.Leaves<T, TCodec>(block.AsSpan(), own[..length], context);
                own[length..].Clear();
            }

            Merkle.ForestRoots(chunks, stride / 32);
            for (var i = 0; i < blocks.Length; i++)
            {
                var root = new Bytes32(chunks.Slice(32 * i, 32));
                root.AsSpan().CopyTo(roots[(32 * blocks[i])..]);
                _blocks[blocks[i]].Root = new CachedRoot(layout, 0, root);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
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

    /// <summary>
    /// A root with the layout of the elements and the limit it was computed for; immutable, so that racing readers agree.
    /// </summary>
    private sealed record CachedRoot(string Layout, ulong Limit, Bytes32 Root)
    {
        public bool IsOf(string layout, ulong limit) => ReferenceEquals(Layout, layout) && Limit == limit;
    }
}
