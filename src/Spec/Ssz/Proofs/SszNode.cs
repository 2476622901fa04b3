using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto;

namespace Consensoor.Spec.Ssz;

/// <summary>A node of a value's Merkle tree; the tree below it is only built where a proof goes there.</summary>
public sealed class SszNode
{
    private static readonly SszNode[] Zeros = BuildZeros();

    private readonly Func<SszNode>? _build;
    private readonly SszNode? _left;
    private readonly SszNode? _right;

    // The same node with its children, once it is built; one reference, so that racing readers agree.
    private SszNode? _built;

    private SszNode(Bytes32 root, SszNode? left = null, SszNode? right = null, Func<SszNode>? build = null)
    {
        Root = root;
        _left = left;
        _right = right;
        _build = build;
    }

    /// <summary>The hash of the subtree.</summary>
    public Bytes32 Root { get; }

    /// <summary>True where nothing lies below.</summary>
    public bool IsLeaf => Built._left is null;

    /// <summary>The two halves; throws InvalidOperationException at a leaf.</summary>
    public (SszNode Left, SszNode Right) Children =>
        Built is { _left: { } left, _right: { } right } ? (left, right) : throw new InvalidOperationException("a chunk has no children");

    private SszNode Built => _build is null ? this : _built ??= _build().Built;

    /// <summary>Makes a leaf of one chunk.</summary>
    public static SszNode Leaf(Bytes32 chunk) => new(chunk);

    /// <summary>A node whose root is known already and whose children are built when asked for.</summary>
    public static SszNode Lazy(Bytes32 root, Func<SszNode> build) => new(root, build: build);

    /// <summary>The parent of two nodes.</summary>
    public static SszNode Pair(SszNode left, SszNode right) => new(Merkle.HashPair(left.Root, right.Root), left, right);

    /// <summary>A tree of a depth over nodes, padded with zero subtrees.</summary>
    public static SszNode Tree(ReadOnlySpan<SszNode> nodes, int depth)
    {
        if (nodes.IsEmpty)
        {
            return Zeros[depth];
        }

        var level = nodes.ToArray();
        for (var height = 0; height < depth; height++)
        {
            level = Parents(level, Zeros[height]);
        }

        return level[0];
    }

    /// <summary>The progressive tree (EIP-7916) over nodes.</summary>
    public static SszNode ProgressiveTree(ReadOnlySpan<SszNode> nodes, int depth = 0)
    {
        if (nodes.IsEmpty)
        {
            return Zeros[0];
        }

        var take = Math.Min(nodes.Length, 1 << depth);
        return Pair(Tree(nodes[..take], depth), ProgressiveTree(nodes[take..], depth + 2));
    }

    /// <summary>Makes a leaf of each 32 bytes, the last filled up with zeros.</summary>
    public static SszNode[] Chunks(ReadOnlySpan<byte> bytes)
    {
        var nodes = new SszNode[(bytes.Length + 31) / 32];
        Span<byte> chunk = stackalloc byte[32];
        for (var i = 0; i < nodes.Length; i++)
        {
            chunk.Clear();
            var rest = bytes[(32 * i)..];
            rest[..Math.Min(32, rest.Length)].CopyTo(chunk);
            nodes[i] = Leaf(new Bytes32(chunk));
        }

        return nodes;
    }

    /// <summary>A node with a number mixed in on its right.</summary>
    public static SszNode MixIn(SszNode node, ulong number)
    {
        Span<byte> chunk = stackalloc byte[32];
        chunk.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(chunk, number);
        return Pair(node, Leaf(new Bytes32(chunk)));
    }

    private static SszNode[] Parents(SszNode[] nodes, SszNode zero)
    {
        var roots = new Bytes32[(nodes.Length + 1) & ~1];
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = i < nodes.Length ? nodes[i].Root : zero.Root;
        }

        var bytes = MemoryMarshal.AsBytes(roots.AsSpan());
        Sha256.HashPairs(bytes, bytes);
        var parents = new SszNode[roots.Length / 2];
        for (var i = 0; i < parents.Length; i++)
        {
            parents[i] = new SszNode(roots[i], nodes[2 * i], (2 * i) + 1 < nodes.Length ? nodes[(2 * i) + 1] : zero);
        }

        return parents;
    }

    private static SszNode[] BuildZeros()
    {
        var zeros = new SszNode[ZeroHashes.MaxDepth + 1];
        zeros[0] = Leaf(Bytes32.Zero);
        for (var i = 1; i < zeros.Length; i++)
        {
            zeros[i] = new SszNode(new Bytes32(ZeroHashes.Root(i)), zeros[i - 1], zeros[i - 1]);
        }

        return zeros;
    }
}
