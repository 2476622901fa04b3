using Consensoor.Spec.Crypto;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// The Merkle Patricia root of a list under the keys rlp(0), rlp(1), …: transactionsRoot and withdrawalsRoot of a block header.
/// </summary>
public static class OrderedTrie
{
    /// <summary>The root over encoded values in list order.</summary>
    public static Hash32 Root(IReadOnlyList<byte[]> values)
    {
        var leaves = values
            .Select((value, index) => (Key: Nibbles(Rlp.Integer((ulong)index)), value))
            .OrderBy(leaf => leaf.Key, Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)))
            .ToArray();
        var node = leaves.Length == 0 ? Rlp.EmptyString : Node(leaves, 0);
        return Keccak(node);
    }

    private static byte[] Node(ReadOnlySpan<(byte[] Key, byte[] Value)> leaves, int depth)
    {
        if (leaves.Length == 1)
        {
            return Rlp.List(Rlp.Bytes(HexPrefix(leaves[0].Key.AsSpan(depth), isLeaf: true)), Rlp.Bytes(leaves[0].Value));
        }

        var shared = leaves[0].Key.AsSpan(depth).CommonPrefixLength(leaves[^1].Key.AsSpan(depth));
        if (shared > 0)
        {
            return Rlp.List(
                Rlp.Bytes(HexPrefix(leaves[0].Key.AsSpan(depth, shared), isLeaf: false)), Reference(Node(leaves, depth + shared)));
        }

        var items = new byte[17][];
        Array.Fill(items, Rlp.EmptyString);
        while (!leaves.IsEmpty)
        {
            // No key is a prefix of another: RLP of list indices is prefix-free, so the branch value stays empty.
            var nibble = leaves[0].Key[depth];
            var count = 1;
            while (count < leaves.Length && leaves[count].Key[depth] == nibble)
            {
                count++;
            }

            items[nibble] = Reference(Node(leaves[..count], depth + 1));
            leaves = leaves[count..];
        }

        return Rlp.List(items);
    }

    private static byte[] Reference(byte[] node) => node.Length < 32 ? node : Rlp.Bytes(Keccak(node).AsSpan());

    private static byte[] HexPrefix(ReadOnlySpan<byte> nibbles, bool isLeaf)
    {
        var flag = (isLeaf ? 2 : 0) + (nibbles.Length & 1);
        ReadOnlySpan<byte> padded = (nibbles.Length & 1) == 1 ? [(byte)flag, .. nibbles] : [(byte)flag, 0, .. nibbles];
        var bytes = new byte[padded.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((padded[2 * i] << 4) | padded[(2 * i) + 1]);
        }

        return bytes;
    }

    private static byte[] Nibbles(byte[] bytes) => [.. bytes.SelectMany(static b => new[] { (byte)(b >> 4), (byte)(b & 15) })];

    private static Hash32 Keccak(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(data, hash);
        return new Hash32(hash);
    }
}
