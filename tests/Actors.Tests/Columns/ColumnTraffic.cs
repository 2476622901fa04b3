using Akka.Actor;
using Consensoor.Actors.Network;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>A connection of a node that counts how its data columns come: whole, or by cells.</summary>
internal sealed class ColumnTraffic(IGossipConnection inner) : IGossipConnection
{
    private int _whole;
    private int _completed;
    private int _checked;
    private int _rejected;

    /// <summary>Whole columns that came from peers.</summary>
    public int Whole => _whole;

    /// <summary>Columns that cells of peers completed.</summary>
    public int Completed => _completed;

    /// <summary>Cells and headers of peers that were given out to be verified.</summary>
    public int Checked => _checked;

    /// <summary>Verdicts against them.</summary>
    public int Rejected => _rejected;

    public IActorRef Open(IActorRefFactory factory, string node) => factory.ActorOf(Props.Create(() => new Gate(this, node)), "gate");

    private void Count(object message)
    {
        _whole += message is GossipReceived { Topic.Kind: TopicKind.DataColumnSidecar } ? 1 : 0;
        _completed += message is ColumnCompleted ? 1 : 0;
        _checked += message is PartialReceived ? 1 : 0;
        _rejected += message is PartialVerdict { Decision: GossipDecision.Reject } ? 1 : 0;
    }

    private IActorRef OpenInner(IActorRefFactory factory, string node) => inner.Open(factory, node);

    private sealed class Gate : ReceiveActor
    {
        public Gate(ColumnTraffic traffic, string node)
        {
            var wire = traffic.OpenInner(Context, node);
            ReceiveAny(message =>
            {
                traffic.Count(message);
                (Sender.Equals(wire) ? Context.Parent : wire).Tell(message);
            });
        }
    }
}
