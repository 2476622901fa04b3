using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Gossip;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network;

/// <summary>What the network actor goes by (`consensoor.gossip`); Windows are those of the lanes.</summary>
public sealed record NetworkSettings(
    string Node,
    ChainSpec Spec,
    Root GenesisValidatorsRoot,
    SlotSchedule Schedule,
    int SeenBound,
    int VerdictTimeoutSlots,
    IReadOnlyDictionary<TopicKind, int> Windows)
{
    /// <summary>Lines about reported peers in the log, a slot.</summary>
    public int LogLines { get; init; } = 20;

    /// <summary>Reads a node's settings (`consensoor.gossip`).</summary>
    public static NetworkSettings From(NodeSettings node, Config consensoor) => new(
        node.Name,
        node.Spec,
        node.GenesisValidatorsRoot,
        new SlotSchedule(node.Spec, node.GenesisTime),
        consensoor.Positive("gossip.seen"),
        consensoor.Positive("gossip.verdict-timeout-slots"),
        TopicTable.Rows.ToDictionary(static row => row.Kind, row => LaneSettings.From(consensoor, row.Name).Window))
    {
        LogLines = consensoor.Positive("wire.log-lines"),
    };
}
