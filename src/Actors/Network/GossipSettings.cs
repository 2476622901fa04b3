using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network;

/// <summary>What the gossip actor goes by (`consensoor.gossip`).</summary>
public sealed record GossipSettings(string Node, ChainSpec Spec, Root GenesisValidatorsRoot, SlotSchedule Schedule, int SeenBound, int VerdictTimeoutSlots)
{
    /// <summary>Reads the settings of a node.</summary>
    public static GossipSettings From(NodeSettings node, Config consensoor) => new(
        node.Name,
        node.Spec,
        node.GenesisValidatorsRoot,
        new SlotSchedule(node.Spec, node.GenesisTime),
        consensoor.Positive("gossip.seen"),
        consensoor.Positive("gossip.verdict-timeout-slots"));
}
