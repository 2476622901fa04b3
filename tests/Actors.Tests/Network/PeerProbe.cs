using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Asks peers through a node's network actor and keeps the answers.</summary>
internal sealed class PeerProbe : ReceiveActor
{
    public PeerProbe(IActorRef network, List<PeerAnswered> answers)
    {
        Receive<AskPeer>(network.Tell);
        Receive<PeerAnswered>(answers.Add);
    }
}
