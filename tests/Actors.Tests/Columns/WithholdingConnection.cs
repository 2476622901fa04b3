using Akka.Actor;
using Consensoor.Actors.Network;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>
/// A connection of a node that keeps data columns of some subnets for itself: it publishes none of them, and answers no peer that asks for
/// columns. Everything else passes.
/// </summary>
internal sealed class WithholdingConnection(IGossipConnection inner, Func<ulong, bool> withholds) : IGossipConnection
{
    public IActorRef Open(IActorRefFactory factory, string node) =>
        factory.ActorOf(Props.Create(() => new Gate(inner, node, withholds)), "gate");

    private sealed class Gate : ReceiveActor
    {
        public Gate(IGossipConnection inner, string node, Func<ulong, bool> withholds)
        {
            var wire = inner.Open(Context, node);
            Receive<PublishGossip>(publish =>
            {
                if (publish.Topic is not { Kind: TopicKind.DataColumnSidecar, Subnet: { } subnet } || !withholds(subnet))
                {
                    wire.Tell(publish);
                }
            });
            Receive<RequestReceived>(request =>
            {
                if (request.Protocol.Contains("data_column", StringComparison.Ordinal) && withholds(0))
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
