using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Messages;

/// <summary>What the chain actor, the single writer of the fork-choice store, is told.</summary>
public interface IChainCommand;

/// <summary>What the chain actor publishes on the event stream.</summary>
public interface IChainEvent;

/// <summary>What became of something that was to be imported.</summary>
public enum ImportVerdict
{
    Imported,
    AlreadyKnown,
    /// <summary>Kept until what it waits for (parent, slot, payload, columns) is there.</summary>
    Waiting,
    Refused,
    /// <summary>Not kept: the queue it would wait in is full.</summary>
    Dropped,
}

/// <summary>Import a block; the sender is answered with <see cref="ImportOutcome"/> (more than once where it first has to wait).</summary>
public sealed record ImportBlock(SignedBeaconBlock Block, ForkName Fork, Source Source) : IChainCommand
{
    /// <summary>
    /// What is known to hold of its signatures; each is good for the very keys, message and signature it names, and for nothing else.
    /// </summary>
    public IReadOnlyList<SignatureClaim> Proven { get; init; } = [];
}

/// <summary>
/// Import a payload envelope (gloas on); the sender is answered with <see cref="ImportOutcome"/> for the beacon block root.
/// </summary>
public sealed record ImportEnvelope(SignedExecutionPayloadEnvelope Envelope, Source Source) : IChainCommand
{
    /// <summary>What is known to hold of its signature, as for a block.</summary>
    public IReadOnlyList<SignatureClaim> Proven { get; init; } = [];
}

/// <summary>
/// Import data columns that belong together; the sender is answered with <see cref="ImportOutcome"/> for the beacon block root. Columns
/// that nobody has verified against the block's commitments yet are verified first.
/// </summary>
public sealed record ImportDataColumns(
    Root BlockRoot, IReadOnlyList<DataColumnSidecar> Columns, bool AreVerified, Source Source) : IChainCommand;

/// <summary>
/// Import blob sidecars of a block (deneb, electra); the sender is answered with <see cref="ImportOutcome"/> for the block's root. Those
/// that nobody has verified against the block yet are verified first.
/// </summary>
public sealed record ImportBlobs(Root BlockRoot, IReadOnlyList<BlobSidecar> Blobs, bool AreVerified, Source Source) : IChainCommand;

/// <summary>Attestations whose signatures and gossip conditions held, for `on_attestation`; not answered.</summary>
public sealed record ApplyAttestations(IReadOnlyList<VerifiedAttestation> Attestations) : IChainCommand;

/// <summary>Payload attestation messages whose signatures held, for `on_payload_attestation_message`; not answered.</summary>
public sealed record ApplyPayloadAttestations(IReadOnlyList<PayloadAttestationMessage> Messages) : IChainCommand;

/// <summary>Inclusion lists whose signatures and gossip conditions held, for `on_inclusion_list` (heze); not answered.</summary>
public sealed record ApplyInclusionLists(IReadOnlyList<SignedInclusionList> Lists) : IChainCommand;

/// <summary>An attester slashing whose signatures held, for `on_attester_slashing`; not answered.</summary>
public sealed record ApplyAttesterSlashing(AttesterSlashing Slashing) : IChainCommand;

/// <summary>Ask for a dump of the fork-choice store for tools; answered with <see cref="ForkChoiceDump"/>.</summary>
public sealed record GetForkChoiceDump : IChainCommand;

/// <summary>
/// What became of an import, with the protocol's reason where it was refused; Source is where the one who is answered had it from.
/// </summary>
public sealed record ImportOutcome(Root Root, ImportVerdict Verdict, Refusal? Refusal = null, Source? Source = null)
{
    /// <summary>
    /// True where a refusal shows that whoever gave it broke a rule. False where this node's execution layer or what it has finalized
    /// decided, which the giver need not have asked.
    /// </summary>
    public bool IsBlamed { get; init; } = true;
}

/// <summary>An attestation in its indexed form with the (electra: on-chain) aggregate form it came in.</summary>
public sealed record VerifiedAttestation(Attestation Attestation, IReadOnlyList<ValidatorIndex> AttestingIndices);

/// <summary>
/// The head of the chain as one immutable picture; State is frozen and is the post-state of Block. IsOptimistic while the execution layer
/// has not decided about a payload of its chain.
/// </summary>
public sealed record HeadSnapshot(
    Root Root,
    HeadPayloadStatus PayloadStatus,
    SignedBeaconBlock Block,
    BeaconState State,
    Checkpoint Justified,
    Checkpoint Finalized,
    ExecutionHead Execution,
    bool IsOptimistic)
{
    /// <summary>
    /// True where the execution layer has found a payload of its chain invalid, and the head that takes its place is not back from storage
    /// yet. It is optimistic as well, so that no duty is done on it.
    /// </summary>
    public bool IsInvalid { get; init; }

    /// <summary>The slot of the head block.</summary>
    public Slot Slot => Block.Message.Slot;
}

/// <summary>The payload status of a head: `PAYLOAD_STATUS_*` from gloas on, Full before with a payload, None before the merge.</summary>
public enum HeadPayloadStatus
{
    None,
    Empty,
    Full,
    Pending,
}

/// <summary>The block hashes a forkchoiceUpdated carries for a head; zero before the merge.</summary>
public sealed record ExecutionHead(Hash32 Head, Hash32 Safe, Hash32 Finalized);

/// <summary>
/// What a proposer of a slot builds on: the parent, its post-state advanced to the slot (frozen), and from gloas on whether the parent's
/// payload is built upon, with its envelope.
/// </summary>
public sealed record ProposalBase(
    Slot Slot,
    Root ParentRoot,
    BeaconState State,
    bool BuildOnFull,
    ExecutionPayloadEnvelope? ParentEnvelope,
    ExecutionHead Execution)
{
    /// <summary>What the inclusion lists of the slot before want of the payload; null before heze.</summary>
    public KnownInclusionLists? InclusionLists { get; init; }
}

/// <summary>
/// The inclusion lists of a slot that were seen, in time or not, of validators that gave one alone: their transactions, and who of the
/// committee gave them (`heze/inclusion-list.md#new-get_inclusion_list_bits`).
/// </summary>
public sealed record KnownInclusionLists(SszList<ByteList> Transactions, BitList Bits);

/// <summary>
/// The node a proposer builds on (`get_proposer_head`), whether on its payload (gloas on), and the block hashes of that chain.
/// </summary>
public sealed record ProposalParent(Root Root, bool BuildOnFull, ExecutionHead Execution);

/// <summary>What is known under a root; nulls where not.</summary>
public sealed record ChainLookup(
    Root Root,
    SignedBeaconBlock? Block,
    BeaconState? State,
    SignedExecutionPayloadEnvelope? Envelope,
    bool IsCanonical,
    bool IsFinalized,
    bool IsOptimistic);

/// <summary>What the payload timeliness committee of a slot attests to; BlockRoot null where no block was seen.</summary>
public sealed record PayloadTimeliness(Slot Slot, Root? BlockRoot, bool PayloadPresent, bool BlobDataAvailable);

/// <summary>The store at one moment, immutable: what readers make rows for tools of (<see cref="ForkChoiceRows"/>).</summary>
public sealed record ForkChoiceDump(
    Checkpoint Justified, Checkpoint Finalized, Root ProposerBoostRoot, ForkChoiceNode Head, IReadOnlyList<ForkChoiceBlock> Blocks);

/// <summary>
/// One block of the fork-choice store and the Gwei of the votes for it and what stands on it: in all, and from gloas on for each outcome of
/// its payload. HasNodes: it has such outcomes. HasPayload: the full one is among them, or before gloas, the block has a payload.
/// </summary>
public readonly record struct ForkChoiceBlock(
    ChainBlock Block, bool HasNodes, bool HasPayload, Gwei Weight, Gwei EmptyWeight, Gwei FullWeight)
{
    /// <summary>The justified checkpoint of its post-state.</summary>
    public required Checkpoint Justified { get; init; }

    /// <summary>The finalized checkpoint of its post-state.</summary>
    public required Checkpoint Finalized { get; init; }

    /// <summary>The hash of its payload; zero before the merge.</summary>
    public required Hash32 PayloadHash { get; init; }

    /// <summary>The hash of the payload that its chain has without its own (gloas on).</summary>
    public required Hash32 ParentHash { get; init; }

    /// <summary>
    /// Places of its payload timeliness committee that voted, for the payload, and for its data; zero before gloas, and where the votes are
    /// forgotten.
    /// </summary>
    public (ulong Voted, ulong Present, ulong Available) Votes { get; init; }
}

/// <summary>The head moved. DependentRoots change where ReorgDepth is above 0.</summary>
public sealed record HeadChanged(HeadSnapshot Head, HeadSnapshot? Previous, ulong ReorgDepth, DateTimeOffset At) : IChainEvent;

/// <summary>A block entered the store; ImportTime runs from receipt to import.</summary>
public sealed record BlockImported(
    SignedBeaconBlock Block,
    Root Root,
    BeaconState PostState,
    Source Source,
    TimeSpan ImportTime,
    DateTimeOffset At,
    bool IsOptimistic) : IChainEvent
{
    /// <summary>When the execution layer answered about its payload; null where it was not asked.</summary>
    public DateTimeOffset? ExecutionAt { get; init; }

    /// <summary>When its transition was given to a worker, its parent and state being here.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>When the transition was done.</summary>
    public DateTimeOffset? TransitionedAt { get; init; }
}

/// <summary>
/// The transition of a block of this slot or the last one is done, and sidecars of these indices have not come: blobs (deneb, electra), or
/// columns that this node samples (fulu on). Its execution layer may have what they are made of.
/// </summary>
public sealed record DataAwaited(Root Root, SignedBeaconBlock Block, ColumnSet Missing) : IChainEvent;

/// <summary>A payload was verified and entered the store (gloas on).</summary>
public sealed record PayloadImported(SignedExecutionPayloadEnvelope Envelope, Slot Slot, DateTimeOffset At) : IChainEvent
{
    /// <summary>When the execution layer answered about it; null where it did not.</summary>
    public DateTimeOffset? ExecutionAt { get; init; }

    /// <summary>Where it came from.</summary>
    public Source Source { get; init; } = Source.Own.Instance;

    /// <summary>When it came to the chain, its gossip conditions checked where it came by gossip.</summary>
    public DateTimeOffset ReceivedAt { get; init; } = At;

    /// <summary>When it was checked against its block's state; null where that is not known.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
}

/// <summary>The finalized checkpoint of the store advanced; State is the finalized block's post-state.</summary>
public sealed record FinalizedCheckpointAdvanced(
    Checkpoint Finalized, Checkpoint Justified, BeaconState State, SignedBeaconBlock? Block, bool IsOptimistic) : IChainEvent;

/// <summary>Fast confirmation was asked in a slot: the block that is confirmed, and its slot.</summary>
public sealed record FastConfirmationRun(Root Block, Slot Slot, Slot CurrentSlot) : IChainEvent;

/// <summary>Tells that the chain refused a block, where it came from, and the condition that did not hold.</summary>
public sealed record BlockRefused(Root Root, Slot Slot, Source Source, Refusal Refusal) : IChainEvent
{
    /// <summary>As in <see cref="ImportOutcome"/>.</summary>
    public bool IsBlamed { get; init; } = true;
}

/// <summary>A payload envelope of a block was refused (gloas on).</summary>
public sealed record PayloadRefused(Root BlockRoot, Source Source, Refusal Refusal) : IChainEvent
{
    /// <summary>As in <see cref="ImportOutcome"/>.</summary>
    public bool IsBlamed { get; init; } = true;
}
