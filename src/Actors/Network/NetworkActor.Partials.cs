using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network;

/// <summary>Partial columns, which the network actor passes on between the wire and who verifies them.</summary>
public sealed partial class NetworkActor
{
    private IActorRef? _partials;

    private void ReceivePartials()
    {
        Receive<PartialsOpened>(opened =>
        {
            _partials = Sender;
            _wire.Tell(opened);
        });
        Receive<PartialReceived>(OnPartial);
        Receive<ColumnCompleted>(completed => _partials?.Tell(completed));
        Receive<IPartialCommand>(command => _wire.Tell(command));
    }

    private void OnPartial(PartialReceived received)
    {
        if (_partials is { } partials)
        {
            partials.Tell(received);
        }
        else
        {
            _wire.Tell(new PartialVerdict(received.Id, GossipDecision.Ignore, "nobody verifies partial columns yet"));
        }
    }
}
