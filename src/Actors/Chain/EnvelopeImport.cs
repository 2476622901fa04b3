using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Chain;

/// <summary>A payload envelope on its way into the store, and who wants to hear what becomes of it.</summary>
internal sealed class EnvelopeImport(SignedExecutionPayloadEnvelope envelope, Source source, DateTimeOffset receivedAt)
{
    /// <summary>The root of its block.</summary>
    public Root BlockRoot => envelope.Message.BeaconBlockRoot;

    /// <summary>The envelope.</summary>
    public SignedExecutionPayloadEnvelope Envelope => envelope;

    /// <summary>Where it came from first.</summary>
    public Source Source => source;

    /// <summary>When it came first.</summary>
    public DateTimeOffset ReceivedAt => receivedAt;

    /// <summary>Who asked for it.</summary>
    public List<IActorRef> Waiters { get; } = [];

    /// <summary>True where the execution layer did not decide.</summary>
    public bool IsOptimistic { get; set; }

    /// <summary>True once only data is missing.</summary>
    public bool AwaitsData { get; set; }

    /// <summary>True once its check was asked for again, because its signature was not verified the first time.</summary>
    public bool IsSecondTry { get; set; }

    /// <summary>The slot in which it entered its present stage.</summary>
    public Slot StageSince { get; set; }
}
