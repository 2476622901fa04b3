using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Is answered by the chain in the sync actor's place and hands the outcomes on with what they are about, as they carry no more than a
/// root.
/// </summary>
internal sealed class OutcomeRelay : ReceiveActor
{
    public OutcomeRelay(WantKind kind) => Receive<ImportOutcome>(outcome => Context.Parent.Tell(new Imported(kind, outcome)));

    /// <summary>Makes a relay for outcomes of a kind.</summary>
    public static Props Props(WantKind kind) => Akka.Actor.Props.Create(() => new OutcomeRelay(kind));

    /// <summary>Tells sync what the chain made of an import.</summary>
    internal sealed record Imported(WantKind Kind, ImportOutcome Outcome);
}
