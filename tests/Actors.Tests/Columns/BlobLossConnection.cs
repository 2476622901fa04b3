using Akka.Actor;
using Consensoor.Actors.Network;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>
/// A connection of a node that hears no blob sidecars on gossip where it loses them, and that keeps its own for itself where it withholds
/// them: it publishes none and answers no peer that asks for some. Everything else passes.
/// </summary>
internal sealed class BlobLossConnection(IGossipConnection inner, bool loses = false, bool withholds = false) : IGossipConnection
{
    public IActorRef Open(IActorRefFactory factory, string node) =>
        factory.ActorOf(Props.Create(() => new Gate(inner, node, loses, withholds)), "gate");

    private sealed class Gate : ReceiveActor
    {
        public Gate(IGossipConnection inner, string node, bool loses, bool withholds)
        {
            var wire = inner.Open(Context, node);
            Receive<PublishGossip>(publish =>
            {
                if (publish.Topic.Kind != TopicKind.BlobSidecar || !withholds)
                {
                    wire.Tell(publish);
                }
            });
            Receive<GossipReceived>(received =>
            {
                if (received.Topic.Kind == TopicKind.BlobSidecar && loses)
                {
                    wire.Tell(new GossipVerdicts([new GossipVerdict(received.Id, GossipDecision.Ignore)]));
                }
                else
                {
                    Context.Parent.Tell(received);
                }
            });
            Receive<RequestReceived>(request =>
            {
                if (request.Protocol.Contains("blob_sidecars", StringComparison.Ordinal) && withholds)
                {
                    wire.Tell(new EndResponse(request.Id));
                }
                else
                {
                    Context.Parent.Tell(request);
                }
            });
            ReceiveAny(message => (Sender.Equals(wire) ? Context.Parent : wire).Tell(message));
        }
    }
}
