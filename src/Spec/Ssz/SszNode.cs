namespace Consensoor.Spec.Ssz;

/// <summary>A node of a value's Merkle tree; the tree below it is only built where a proof goes there.</summary>
public sealed class SszNode
{
    private readonly Func<(SszNode Left, SszNode Right)>? _expand;
    private (SszNode Left, SszNode Right)? _children;

    private SszNode(Bytes32 root, Func<(SszNode, SszNode)>? expand)
    {
        Root = root;
        _expand = expand;
    }

    /// <summary>The hash of the subtree.</summary>
    public Bytes32 Root { get; }

    /// <summary>True where nothing lies below.</summary>
    public bool IsLeaf => _expand is null;

    /// <summary>The two halves; throws InvalidOperationException at a leaf.</summary>
    public (SszNode Left, SszNode Right) Children => _children ??= _expand?.Invoke() ?? throw new InvalidOperationException("a chunk has no children");

    /// <summary>A chunk.</summary>
    public static SszNode Leaf(Bytes32 chunk) => new(chunk, null);

    /// <summary>A node whose root is known already and whose children are built when asked for.</summary>
    public static SszNode Lazy(Bytes32 root, Func<SszNode> build) => new(root, () => build().Children);

    /// <summary>The parent of two nodes.</summary>
    public static SszNode Pair(SszNode left, SszNode right) => new(Merkle.HashPair(left.Root, right.Root), () => (left, right));

    /// <summary>A tree of a depth over nodes, padded with zero subtrees.</summary>
    public static SszNode Tree(ReadOnlySpan<SszNode> nodes, int depth)
    {
        if (depth == 0)
        {
            return nodes.IsEmpty ? Zero(0) : nodes[0];
        }

        if (nodes.IsEmpty)
        {
            return Zero(depth);
        }

        // The left half of a tree deeper than 30 holds every node there can be.
        var half = depth > 30 ? nodes.Length : Math.Min(nodes.Length, 1 << (depth - 1));
        return Pair(Tree(nodes[..half], depth - 1), Tree(nodes[half..], depth - 1));
    }

    /// <summary>The progressive tree (EIP-7916) over nodes.</summary>
    public static SszNode ProgressiveTree(ReadOnlySpan<SszNode> nodes, int depth = 0)
    {
        if (nodes.IsEmpty)
        {
            return Leaf(Bytes32.Zero);
        }

        var take = Math.Min(nodes.Length, 1 << depth);
        return Pair(Tree(nodes[..take], depth), ProgressiveTree(nodes[take..], depth + 2));
    }

    /// <summary>Chunks of packed bytes.</summary>
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
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(chunk, number);
        return Pair(node, Leaf(new Bytes32(chunk)));
    }

    private static SszNode Zero(int depth)
    {
        var node = Leaf(Bytes32.Zero);
        for (var i = 0; i < depth; i++)
        {
            var child = node;
            node = new SszNode(new Bytes32(Crypto.ZeroHashes.Root(i + 1)), () => (child, child));
        }

        return node;
    }
}
