using Akka.Actor;
using Consensoor.Actors.Network;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// A connection of a node that does not send all that the node wants sent, and hears of requests only what it may: one that is kept from it
/// ends without an answer. Everything else passes.
/// </summary>
internal sealed class GateConnection(IGossipConnection inner, Func<object, bool> isSent, Func<RequestReceived, bool> isHeard)
    : IGossipConnection
{
    public IActorRef Open(IActorRefFactory factory, string node) =>
        factory.ActorOf(Props.Create(() => new Gate(inner, node, isSent, isHeard)), "gate");

    private sealed class Gate : ReceiveActor
    {
        public Gate(IGossipConnection inner, string node, Func<object, bool> isSent, Func<RequestReceived, bool> isHeard)
        {
            var wire = inner.Open(Context, node);
            Receive<RequestReceived>(request =>
            {
                if (isHeard(request))
                {
                    Context.Parent.Tell(request);
                }
                else
                {
                    wire.Tell(new EndResponse(request.Id));
                }
            });
            ReceiveAny(message =>
            {
                if (Sender.Equals(wire))
                {
                    Context.Parent.Tell(message);
                }
                else if (isSent(message))
                {
                    wire.Tell(message);
                }
            });
        }
    }
}
