using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Topics;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// The lane of a topic: runs its stream, <see cref="LaneIntake"/> into <see cref="LaneChecks"/>, which talk to the rest of the node
/// themselves. Where the stream fails the lane fails, and is restarted with a new one.
/// </summary>
internal sealed class LaneActor : ReceiveActor
{
    public LaneActor(ChainSpec spec, Topic topic, LaneSettings settings, LaneRefs refs, RequestIds ids)
    {
        var parts = new LaneParts(Context.System, spec, topic, settings, refs, ids, Context.GetLogger(), Self);
        Akka.Streams.Dsl.Source.FromGraph(new LaneIntake(parts))
            .To(Sink.FromGraph(new LaneChecks(parts)))
            .Run(Context.Materializer());
        Receive<LaneEnded>(_ => throw new InvalidOperationException($"the stream of {settings.Name} ended"));
    }

    public static Props Props(ChainSpec spec, Topic topic, LaneSettings settings, LaneRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new LaneActor(spec, topic, settings, refs, ids));
    }
}
