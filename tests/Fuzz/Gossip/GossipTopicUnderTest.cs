using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;

namespace Consensoor.Fuzz.Gossip;

/// <summary>A topic with the forks that have it, and what makes and judges a message of it.</summary>
internal sealed record GossipTopicUnderTest(string Name, ForkName Since, ForkName Last, GossipTopicUnderTest.CheckOne Check)
{
    /// <summary>
    /// Makes a message of the topic and validates it, marking it where it is accepted; null where the draw is no message.
    /// </summary>
    internal delegate GossipResult? CheckOne(GossipDraw draw, Seen seen, GossipWorldView view, ulong nowMs, CountingVerifier verifier);
}
