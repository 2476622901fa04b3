using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
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
        ?? (context.Fork >= ForkName.Deneb ? BlobHashProblem(request, out _) : null);

    /// <summary>Says so where `payload.block_hash` is not the hash of the header that the payload and its request make.</summary>
    public static string? BlockHashProblem(SszContext context, NewPayloadRequest request)
    {
        var payload = request.ExecutionPayload;
        var hash = BlockHeader.Hash(context, payload, request.ParentBeaconBlockRoot, request.ExecutionRequests);
        return hash == payload.BlockHash ? null : $"blockhash mismatch, want {hash} got {payload.BlockHash}";
    }

    /// <summary>Says so where the transactions' blobs are not those of the block's commitments, in their order; counts them.</summary>
    public static string? BlobHashProblem(NewPayloadRequest request, out int count)
    {
        var hashes = new List<VersionedHash>();
        var at = 0;
        foreach (var transaction in request.ExecutionPayload.Transactions)
        {
            if (!BlobTransaction.TryReadVersionedHashes(transaction, hashes))
            {
                count = hashes.Count;
                return $"transaction {at} is not a well-formed blob transaction";
            }

            at++;
        }

        count = hashes.Count;
        return hashes.SequenceEqual(request.VersionedHashes)
            ? null
            : $"the transactions carry {hashes.Count} blob hashes, expected {request.VersionedHashes.Count} others";
    }

    /// <summary>The requests of a payload in the form that the Engine API has for them (EIP-7685).</summary>
    internal static SszList<ByteList> RequestsList(SszContext context, NewPayloadRequest request) =>
        ExecutionRequestsLists.GetExecutionRequestsList(request.ExecutionRequests, context);

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
