namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// The Merkle Patricia root of a list under the keys rlp(0), rlp(1), …: transactionsRoot and withdrawalsRoot of a block header.
/// </summary>
public static class OrderedTrie
{
    /// <summary>The root over encoded values in list order.</summary>
    public static Hash32 Root(IReadOnlyList<byte[]> values) =>
        PatriciaTrie.Root(values.Select(static (value, index) => (Rlp.Integer((ulong)index), value)));
}
