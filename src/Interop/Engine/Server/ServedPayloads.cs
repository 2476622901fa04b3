using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.Server;

/// <summary>Makes the request that an execution layer checks out of what a port is given; the caller has decoded it.</summary>
internal static class ServedPayloads
{
    /// <summary>
    /// The request of a payload whose blobs' hashes are not given: those of its transactions, as far as they are well formed.
    /// </summary>
    public static NewPayload WithOwnHashes(ForkName fork, ExecutionPayload payload, Root parentRoot, ExecutionRequests? requests)
    {
        var hashes = new List<VersionedHash>();
        foreach (var transaction in payload.Transactions)
        {
            if (!BlobTransaction.TryReadVersionedHashes(transaction, hashes))
            {
                // The check of the payload says so.
                break;
            }
        }

        return Of(fork, payload, SszList.From(hashes), parentRoot, requests);
    }

    /// <summary>The request of a payload.</summary>
    public static NewPayload Of(
        ForkName fork, ExecutionPayload payload, SszList<VersionedHash> hashes, Root parentRoot, ExecutionRequests? requests) =>
        new(default, fork, new NewPayloadRequest
        {
            ExecutionPayload = payload,
            VersionedHashes = fork >= ForkName.Deneb ? hashes : [],
            ParentBeaconBlockRoot = parentRoot,
            ExecutionRequests = requests!,
        });
}
