using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using BlockHeader = Consensoor.Interop.Engine.Embedded.BlockHeader;

namespace Consensoor.Interop.Engine;

/// <summary>
/// What makes a payload invalid that no execution layer has to be asked about: an empty transaction, a block hash that is not the
/// payload's, blobs that are not those of the block.
/// </summary>
public static class PayloadChecks
{
    /// <summary>
    /// Says what is wrong with a payload, null where nothing is: `is_valid_block_hash` and `is_valid_versioned_hashes` of
    /// `deneb/beacon-chain.md#execution-engine`.
    /// </summary>
    public static string? Problem(SszContext context, NewPayloadRequest request) =>
        EmptyTransaction(request.ExecutionPayload)
        ?? BlockHashProblem(context, request)
        ?? (context.Fork >= ForkName.Deneb ? BlobHashProblem(request) : null);

    private static string? BlockHashProblem(SszContext context, NewPayloadRequest request)
    {
        var payload = request.ExecutionPayload;
        var hash = BlockHeader.Hash(context, payload, request.ParentBeaconBlockRoot, request.ExecutionRequests);
        return hash == payload.BlockHash ? null : $"blockhash mismatch, want {hash} got {payload.BlockHash}";
    }

    private static string? BlobHashProblem(NewPayloadRequest request)
    {
        var hashes = new List<VersionedHash>();
        var at = 0;
        foreach (var transaction in request.ExecutionPayload.Transactions)
        {
            if (!BlobTransaction.TryReadVersionedHashes(transaction, hashes))
            {
                return $"transaction {at} is not a well-formed blob transaction";
            }

            at++;
        }

        return hashes.SequenceEqual(request.VersionedHashes)
            ? null
            : $"the transactions carry {hashes.Count} blob hashes, expected {request.VersionedHashes.Count} others";
    }

    private static string? EmptyTransaction(ExecutionPayload payload)
    {
        foreach (var transaction in payload.Transactions)
        {
            if (transaction.Length == 0)
            {
                return "a transaction is empty";
            }
        }

        return null;
    }
}
