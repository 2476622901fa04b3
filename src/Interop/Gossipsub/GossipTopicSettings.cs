using Consensoor.Interop.Gossipsub.Scores;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// A topic to subscribe to: its whole name, how ids of its messages are computed, the most bytes of an uncompressed message (the type's
/// SSZ bound; `MAX_PAYLOAD_SIZE` bounds it too), and its part in the score, null where it has none.
/// </summary>
public sealed record GossipTopicSettings(string Name, MessageIdRule Rule, long MaxSize, TopicScoreParameters? Score = null)
{
    /// <summary>What this node does with partial messages of the topic.</summary>
    public PartialSupport Partial { get; init; }
}
