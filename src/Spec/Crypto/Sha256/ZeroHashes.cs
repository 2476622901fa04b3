namespace Consensoor.Spec.Crypto;

/// <summary>Roots of all-zero subtrees: the padding of every Merkle tree (<c>ssz/simple-serialize.md#merkleization</c>).</summary>
public static class ZeroHashes
{
    /// <summary>The deepest subtree there is a root for.</summary>
    public const int MaxDepth = 64;

    private static readonly byte[] Roots = Build();

    /// <summary>The root (32 bytes) of a tree of 2^<paramref name="depth"/> zero chunks, depth 0 to <see cref="MaxDepth"/>.</summary>
    public static ReadOnlySpan<byte> Root(int depth) => RootMemory(depth).Span;

    /// <summary>As <see cref="Root"/>, in a form that fields and closures can hold.</summary>
    public static ReadOnlyMemory<byte> RootMemory(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MaxDepth);
        return Roots.AsMemory(depth * Sha256.HashLength, Sha256.HashLength);
    }

    private static byte[] Build()
    {
        byte[] roots = new byte[(MaxDepth + 1) * Sha256.HashLength];
        Span<byte> pair = stackalloc byte[Sha256.PairLength];
        for (int depth = 1; depth <= MaxDepth; depth++)
        {
            ReadOnlySpan<byte> child = roots.AsSpan((depth - 1) * Sha256.HashLength, Sha256.HashLength);
            child.CopyTo(pair);
            child.CopyTo(pair[Sha256.HashLength..]);
            Sha256.Hash(pair, roots.AsSpan(depth * Sha256.HashLength, Sha256.HashLength));
        }

        return roots;
    }
}
