using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Topics;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>What the stages of a lane's stream are made of.</summary>
internal sealed record LaneParts(
    ActorSystem System,
    ChainSpec Spec,
    Topic Topic,
    LaneSettings Settings,
    LaneRefs Refs,
    RequestIds Ids,
    ILoggingAdapter Log,
    IActorRef Owner);
