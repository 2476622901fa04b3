using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// Tells whether a message has the form that a fork gives its container: no field of another fork set, none of its own missing. A topic
/// fixes the form by its digest, a stranger chooses the slot, so that the two differ at will. Forms that differ only in a field left
/// empty are one message.
/// </summary>
internal static class GossipForms
{
    /// <summary>Tells whether a block has a fork's form (`phase0/beacon-chain.md#beaconblockbody` and each later fork).</summary>
    public static bool HasFormOf(this BeaconBlockBody body, ForkName fork) =>
        (body.Eth1Data is not null) == (fork < ForkName.Heze)
        && (body.Deposits.Count == 0 || fork < ForkName.Heze)
        && (body.SyncAggregate is not null) == (fork >= ForkName.Altair)
        && (body.ExecutionPayload is not null) == (fork is >= ForkName.Bellatrix and < ForkName.Gloas)
        && (body.ExecutionPayload is null || body.ExecutionPayload.HasFormOf(fork))
        && (body.BlsToExecutionChanges.Count == 0 || fork >= ForkName.Capella)
        && (body.BlobKzgCommitments.Count == 0 || fork is >= ForkName.Deneb and < ForkName.Gloas)
        && (body.ExecutionRequests is not null) == (fork is >= ForkName.Electra and < ForkName.Gloas)
        && (body.SignedExecutionPayloadBid is not null) == (fork >= ForkName.Gloas)
        && (body.SignedExecutionPayloadBid is null || body.SignedExecutionPayloadBid.Message.HasFormOf(fork))
        && (body.ParentExecutionRequests is not null) == (fork >= ForkName.Gloas)
        && (body.PayloadAttestations.Count == 0 || fork >= ForkName.Gloas)
        && All(body.Attestations, attestation => attestation.HasFormOf(fork));

    /// <summary>Tells whether an attestation has a fork's form (`electra/beacon-chain.md#modified-attestation`).</summary>
    public static bool HasFormOf(this Attestation attestation, ForkName fork) =>
        (attestation.CommitteeBits.Length > 0) == (fork >= ForkName.Electra);

    /// <summary>Tells whether a bid has a fork's form (`heze/beacon-chain.md#modified-executionpayloadbid`).</summary>
    public static bool HasFormOf(this ExecutionPayloadBid bid, ForkName fork) =>
        fork >= ForkName.Gloas && (bid.InclusionListBits.Length > 0) == (fork >= ForkName.Heze);

    /// <summary>Tells whether a column has a fork's form (`gloas/p2p-interface.md#modified-datacolumnsidecar`).</summary>
    public static bool HasFormOf(this DataColumnSidecar sidecar, ForkName fork) =>
        fork >= ForkName.Fulu && (sidecar.SignedBlockHeader is null) == (fork >= ForkName.Gloas);

    private static bool HasFormOf(this ExecutionPayload payload, ForkName fork) =>
        (payload.Withdrawals.Count == 0 || fork >= ForkName.Capella)
        && ((payload.BlobGasUsed == 0 && payload.ExcessBlobGas == 0) || fork >= ForkName.Deneb);

    private static bool All<T>(SszList<T> list, Func<T, bool> condition)
    {
        foreach (var item in list)
        {
            if (!condition(item))
            {
                return false;
            }
        }

        return true;
    }
}
