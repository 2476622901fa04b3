using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Columns;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Wire;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Interests;

/// <summary>
/// What a node's interests follow from: NodeId is its place among the nodes, null in an in-process network, where every node is on all
/// subnets; FirstSequence is the first sequence number of metadata where none is kept.
/// </summary>
internal sealed record InterestsSettings(
    ChainSpec Spec, SlotSchedule Schedule, SubnetChoice Choice, UInt256? NodeId, ulong FirstSequence)
{
    /// <summary>Gives the custody that the node begins with; all columns until then where it is not known.</summary>
    public CustodyChanged? Custody { get; init; }

    /// <summary>Reads a node's settings.</summary>
    public static InterestsSettings From(NodeSettings node, Config consensoor) => new(
        node.Spec,
        new SlotSchedule(node.Spec, node.GenesisTime),
        ChoiceOf(node.Spec, consensoor),
        node.NodeId,
        node.MetaDataSequence)
    {
        Custody = NodeCustody.Of(node).ToMessage(),
    };

    /// <summary>Reads `wire.subnets`: auto is all on a devnet, where few nodes share all subnets, and own elsewhere.</summary>
    private static SubnetChoice ChoiceOf(ChainSpec spec, Config consensoor) => consensoor.GetString("wire.subnets") switch
    {
        "auto" => WireSettings.IsDevnetOf(spec, consensoor) ? SubnetChoice.All : SubnetChoice.Own,
        "own" => SubnetChoice.Own,
        "all" => SubnetChoice.All,
        "none" => SubnetChoice.None,
        var other => throw new ConfigurationException($"consensoor.wire.subnets is '{other}', and none of auto, own, all, none"),
    };
}
