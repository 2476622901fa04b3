using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Chain;

/// <summary>A payload envelope on its way into the store, and who wants to hear what becomes of it.</summary>
internal sealed class EnvelopeImport(SignedExecutionPayloadEnvelope envelope, Source source, DateTimeOffset receivedAt) : IWaits
{
    /// <inheritdoc/>
    public TopicKind Kind => TopicTable.Of(envelope)!.Value.Topic.Kind;

    public Root BlockRoot => envelope.Message.BeaconBlockRoot;

    public SignedExecutionPayloadEnvelope Envelope => envelope;

    /// <summary>Where the envelope came from first: who answers for it.</summary>
    public Source Source => source;

    /// <summary>When the envelope came first.</summary>
    public DateTimeOffset ReceivedAt => receivedAt;

    /// <summary>Signatures of it that were verified before it came here.</summary>
    public IReadOnlyList<SignatureClaim> Proven { get; set; } = [];

    /// <summary>Lists who waits to hear what becomes of the envelope.</summary>
    public List<Waiter> Waiters { get; } = [];

    /// <summary>When it was checked against its block's state; null where it was not yet.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>When the execution layer answered about it; null where it has not.</summary>
    public DateTimeOffset? ExecutionAt { get; set; }

    /// <summary>True where the execution layer did not decide.</summary>
    public bool IsOptimistic { get; set; }

    /// <summary>
    /// The question that is under way for it, at the pool of work or the execution layer: an answer to another one is of a copy that was
    /// given up, and says nothing about this one.
    /// </summary>
    public ulong Question { get; set; }

    /// <summary>Whether its payload has what the inclusion lists want, where the execution layer decided and says so (heze).</summary>
    public bool? IsInclusionListSatisfied { get; set; }

    /// <summary>The question for the execution layer, once the envelope is checked.</summary>
    public NewPayloadRequest? Payload { get; set; }

    /// <summary>The fork of its block, once the envelope is checked.</summary>
    public ForkName Fork { get; set; }

    /// <summary>True while the execution layer does not answer and is to be asked again.</summary>
    public bool AwaitsEngine { get; set; }

    /// <summary>True once the envelope holds and only data columns are missing.</summary>
    public bool AwaitsData { get; set; }

    /// <summary>True once its check was asked for again, because its signature was not verified the first time.</summary>
    public bool IsSecondTry { get; set; }

    /// <summary>The slot in which it entered its present stage.</summary>
    public Slot StageSince { get; set; }
}
