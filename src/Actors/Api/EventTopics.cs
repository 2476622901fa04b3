namespace Consensoor.Actors.Api;

/// <summary>Names the topics of /eth/v1/events that this node publishes.</summary>
public static class EventTopics
{
    /// <summary>Lists every topic a caller may ask for.</summary>
    public static readonly IReadOnlySet<string> All = new HashSet<string>
    {
        "head", "head_v2", "block", "block_gossip", "attestation", "single_attestation", "voluntary_exit", "bls_to_execution_change",
        "proposer_slashing", "attester_slashing", "finalized_checkpoint", "chain_reorg", "contribution_and_proof",
        "light_client_finality_update", "light_client_optimistic_update", "data_column_sidecar", "execution_payload",
        "execution_payload_gossip", "execution_payload_available", "execution_payload_bid", "payload_attestation_message",
        "proposer_preferences", "fast_confirmation", "payload_attributes", "blob_sidecar", "consensoor_fault",
    };
}
