using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// Blob transactions (EIP-4844, type 3) as far as a layer without an EVM needs them: building unsigned-looking ones and finding their
/// versioned hashes.
/// </summary>
public static class BlobTransaction
{
    private const byte BlobTransactionType = 0x03;
    private const int FieldCount = 14;
    private const int VersionedHashesField = 10;
    private const int MaxHashes = 4_096;

    /// <summary>
    /// A transaction that carries blobs with these versioned hashes; signature values are placeholders, since nothing executes it.
    /// </summary>
    public static ByteList Create(ulong chainId, ulong nonce, ExecutionAddress to, IReadOnlyList<VersionedHash> hashes)
    {
        var body = Rlp.List(
            Rlp.Integer(chainId),
            Rlp.Integer(nonce),
            Rlp.Integer(1_000_000_000),
            Rlp.Integer(10_000_000_000),
            Rlp.Integer(21_000),
            Rlp.Bytes(to.AsSpan()),
            Rlp.EmptyString,
            Rlp.EmptyString,
            Rlp.List(),
            Rlp.Integer(1_000_000_000),
            Rlp.List([.. hashes.Select(static hash => Rlp.Bytes(hash.AsSpan()))]),
            Rlp.Integer(0),
            Rlp.Integer(1),
            Rlp.Integer(1));
        return ByteList.Adopt((byte[])[BlobTransactionType, .. body]);
    }

    /// <summary>
    /// Appends the versioned hashes of a transaction to a list; false where a type 3 transaction is malformed. Other types have none.
    /// </summary>
    public static bool TryReadVersionedHashes(ByteList transaction, List<VersionedHash> hashes)
    {
        if (transaction.Length == 0 || transaction.AsSpan()[0] != BlobTransactionType)
        {
            return transaction.Length > 0;
        }

        if (!Rlp.TryRead(transaction.AsMemory()[1..], out var body, out var isList, out var rest)
            || !isList
            || !rest.IsEmpty
            || Rlp.Items(body, FieldCount) is not { Count: FieldCount } fields
            || !fields[VersionedHashesField].IsList
            || Rlp.Items(fields[VersionedHashesField].Payload, MaxHashes) is not { Count: > 0 } items)
        {
            return false;
        }

        foreach (var (payload, isInnerList) in items)
        {
            if (isInnerList || payload.Length != VersionedHash.Length)
            {
                return false;
            }

            hashes.Add(new VersionedHash(payload.Span));
        }

        return true;
    }
}
