using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Network.Topics;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// The parent of the lanes, one a topic, so that a storm in one delays no other. A lane that fails is restarted; the network
/// actor settles what it owed.
/// </summary>
public sealed class GossipActor : ReceiveActor
{
    /// <summary>Builds the parent of a node's lanes, with the settings of `consensoor.gossip.lane`.</summary>
    public GossipActor(ChainSpec spec, Config consensoor, LaneRefs refs)
    {
        foreach (var topic in TopicTable.Rows)
        {
            Context.ActorOf(LaneActor.Props(spec, topic, LaneSettings.From(consensoor, topic.Name), refs), $"lane-{topic.Name}");
        }
    }

    /// <summary>Describes the parent of a node's lanes.</summary>
    public static Props Props(ChainSpec spec, Config consensoor, LaneRefs refs) =>
        Akka.Actor.Props.Create(() => new GossipActor(spec, consensoor, refs));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);
}
