using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Scenarios;

/// <summary>Asks a node's ingestion in every slot how its queues stand, for a scenario's expectations.</summary>
internal sealed class QueueProbe : ReceiveActor
{
    public QueueProbe(IActorRef node, Action<IReadOnlyList<IngestionStatus>> tell)
    {
        Receive<SlotStarted>(_ => node.Tell(GetNodeActors.Instance));
        Receive<NodeActors>(static actors => actors.Ingestion.Tell(new GetIngestionStatus()));
        Receive<IReadOnlyList<IngestionStatus>>(tell);
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
}
