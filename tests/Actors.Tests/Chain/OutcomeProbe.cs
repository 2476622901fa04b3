using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Collects what the chain actor answers.</summary>
internal sealed class OutcomeProbe : ReceiveActor
{
    public OutcomeProbe(List<ImportOutcome> outcomes) => Receive<ImportOutcome>(outcomes.Add);

    public static Props Props(List<ImportOutcome> outcomes) => Akka.Actor.Props.Create(() => new OutcomeProbe(outcomes));
}
