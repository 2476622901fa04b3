namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// Computes the root of a Merkle Patricia trie (`ethereum/yellowpaper` appendix D) over keys of which none is a prefix of another, as
/// hashes and the RLP of list indices are.
/// </summary>
public static class PatriciaTrie
{
    /// <summary>The root of an empty trie: keccak256 of the empty string's RLP.</summary>
    public static readonly Hash32 EmptyRoot = BlockHeader.Keccak(Rlp.EmptyString);

    /// <summary>The root over keys and encoded values in any order; no key comes twice.</summary>
    public static Hash32 Root(IEnumerable<(byte[] Key, byte[] Value)> entries)
    {
        var leaves = entries
            .Select(static entry => (Key: Nibbles(entry.Key), entry.Value))
            .OrderBy(static leaf => leaf.Key, Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)))
            .ToArray();
        return leaves.Length == 0 ? EmptyRoot : BlockHeader.Keccak(Node(leaves, 0));
    }

    /// <summary>The root under the hashes of the keys, as state and storage have it (a secure trie).</summary>
    public static Hash32 SecureRoot(IEnumerable<(byte[] Key, byte[] Value)> entries) =>
        Root(entries.Select(static entry => (BlockHeader.Keccak(entry.Key).AsSpan().ToArray(), entry.Value)));

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
            // No key is a prefix of another, so the branch value stays empty.
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

    private static byte[] Reference(byte[] node) => node.Length < 32 ? node : Rlp.Bytes(BlockHeader.Keccak(node).AsSpan());

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
}
