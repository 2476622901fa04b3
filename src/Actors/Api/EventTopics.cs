namespace Consensoor.Actors.Api;

/// <summary>Names the topics of /eth/v1/events that this node publishes.</summary>
public static class EventTopics
{
    /// <summary>Lists every topic a caller may ask for.</summary>
    public static readonly IReadOnlySet<string> All = new HashSet<string>
    {
        "head", "block", "finalized_checkpoint", "chain_reorg", "execution_payload_available", "fast_confirmation", "blob_sidecar",
        "data_column_sidecar", "consensoor_fault",
    };
}
