using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Chain;

/// <summary>A block on its way into the store, and who wants to hear what becomes of it.</summary>
internal sealed class BlockImport(Root root, SignedBeaconBlock block, Source source, DateTimeOffset receivedAt) : IWaits
{
    /// <inheritdoc/>
    public TopicKind Kind => TopicTable.Of(block)!.Value.Topic.Kind;

    public Root Root => root;

    public SignedBeaconBlock Block => block;

    public Slot Slot => block.Message.Slot;

    /// <summary>The question for the execution layer, once the transition is done and where the block carries a payload.</summary>
    public NewPayloadRequest? Payload { get; set; }

    /// <summary>Where the block came from first: who answers for it.</summary>
    public Source Source => source;

    /// <summary>When the block came first, from which its import is timed.</summary>
    public DateTimeOffset ReceivedAt => receivedAt;

    /// <summary>Signatures of it that were verified before its transition.</summary>
    public IReadOnlyList<SignatureClaim> Proven { get; set; } = [];

    /// <summary>Lists who waits to hear what becomes of the block.</summary>
    public List<Waiter> Waiters { get; } = [];

    /// <summary>Copies under other signatures, which have their turn where this one's does not hold.</summary>
    public List<BlockImport> Others { get; } = [];

    /// <summary>The block's post-state; null until a worker has computed it.</summary>
    public BeaconState? PostState { get; set; }

    /// <summary>What the post-state would justify and finalize, which came with it.</summary>
    public PulledUpTip? PulledUpTip { get; set; }

    /// <summary>When its transition was given to a worker; null where it was not yet.</summary>
    public DateTimeOffset? BegunAt { get; set; }

    /// <summary>When the transition was done; null where it is not.</summary>
    public DateTimeOffset? TransitionedAt { get; set; }

    /// <summary>When the execution layer answered about its payload; null where it has not.</summary>
    public DateTimeOffset? ExecutionAt { get; set; }

    /// <summary>True where the execution layer did not decide.</summary>
    public bool IsOptimistic { get; set; }

    /// <summary>True while the state of a checkpoint that it may justify is being made.</summary>
    public bool AwaitsStates { get; set; }

    /// <summary>True once the block holds and only blobs (deneb, electra) or data columns (fulu) are missing.</summary>
    public bool AwaitsData { get; set; }

    /// <summary>True while the execution layer does not answer and is to be asked again.</summary>
    public bool AwaitsEngine { get; set; }

    /// <summary>
    /// The question that is under way for it, at the pool of work or the execution layer: an answer to another one is of a copy that was
    /// given up, and says nothing about this one.
    /// </summary>
    public ulong Question { get; set; }

    /// <summary>True once its transition was asked for again, because nobody did it the first time.</summary>
    public bool IsSecondTry { get; set; }

    /// <summary>The slot since which it waits for its turn to have epochs skipped; null where it does not.</summary>
    public Slot? SkipsSince { get; set; }

    /// <summary>The slot in which it entered its present stage.</summary>
    public Slot StageSince { get; set; }
}
