namespace Consensoor.Actors.Api;

/// <summary>The event topics that are published.</summary>
public static class EventTopics
{
    /// <summary>Every topic a caller may ask for.</summary>
    public static readonly IReadOnlySet<string> All = new HashSet<string>
    {
        "head", "block", "finalized_checkpoint", "chain_reorg", "execution_payload_available",
    };
}
