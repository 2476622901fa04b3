using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Messages;

/// <summary>
/// Work for the pool, which answers the sender once, whatever happens: that it is done, that the protocol refuses it, or that nobody did it
/// and why (<see cref="WorkDrop"/>). Signatures, columns and blobs are verified together where they can be; every other work is a task,
/// which has a worker for itself. States in a task and in its answer are frozen.
/// </summary>
public interface IWork
{
    /// <summary>What the work gives way to, and what gives way to it.</summary>
    WorkPriority Priority { get; }

    /// <summary>
    /// Until when the answer is wanted; then it is given up and answered as expired. Null: as long as the pool's patience lasts.
    /// </summary>
    DateTimeOffset? Deadline { get; }
}

/// <summary>What is done first, and kept longest where there is too much; the first value is the most urgent.</summary>
public enum WorkPriority
{
    /// <summary>
    /// A new block: its proposer's signature on gossip, its transition, its envelope; and a block of our own. Done at once and apart from
    /// other work.
    /// </summary>
    Block,
    /// <summary>
    /// What is said on gossip of a payload (envelopes, payload votes, bids, data columns), and messages of this node's own.
    /// </summary>
    Payload,
    /// <summary>
    /// Blocks and envelopes asked of peers, who can be asked again. Done without a wait, but signatures together where several are there.
    /// </summary>
    Fetched,
    /// <summary>Aggregates and the messages of sync committees.</summary>
    Aggregate,
    /// <summary>Single attestations, and operations, which are in no hurry.</summary>
    Attestation,
}

/// <summary>Why work was not done; nobody is to blame for it but this node.</summary>
public enum WorkDrop
{
    /// <summary>The queue was full of work as urgent or more.</summary>
    Full,
    /// <summary>The worker that had it threw, or stopped.</summary>
    WorkerFailed,
    /// <summary>The pool was restarted or stopped before it was done.</summary>
    Restarted,
    /// <summary>It was not done by its deadline.</summary>
    Expired,
}

/// <summary>One signature by the aggregate of Pubkeys over SigningRoot (`FastAggregateVerify`).</summary>
public sealed record SignatureClaim(IReadOnlyList<BLSPubkey> Pubkeys, Root SigningRoot, BLSSignature Signature);

/// <summary>
/// Verify all claims of several items, an item being valid where all its claims are; answered with <see cref="SignaturesVerified"/> or
/// <see cref="SignaturesDropped"/>. What a failed batch costs is bounded (<see cref="Spec.Transition.Signatures.FailureSearch"/>).
/// </summary>
public sealed record VerifySignatures(
    ulong RequestId, WorkPriority Priority, IReadOnlyList<IReadOnlyList<SignatureClaim>> Items) : IWork
{
    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>Which items hold, in the order asked.</summary>
public sealed record SignaturesVerified(ulong RequestId, IReadOnlyList<bool> Valid);

/// <summary>Answers that none of the items was verified, which says nothing about them.</summary>
public sealed record SignaturesDropped(ulong RequestId, WorkDrop Reason);

/// <summary>
/// Verify data columns of one block against its commitments, structure and KZG proofs (`verify_data_column_sidecar`,
/// `verify_data_column_sidecar_kzg_proofs`); answered with <see cref="DataColumnsVerified"/> or <see cref="DataColumnsDropped"/>.
/// </summary>
public sealed record VerifyDataColumns(
    WorkPriority Priority, Root BlockRoot, SszList<KZGCommitment> Commitments, IReadOnlyList<DataColumnSidecar> Columns) : IWork
{
    /// <summary>
    /// The block, against which the header and the inclusion proof that columns carry in fulu are verified too; null where they were.
    /// </summary>
    public (SignedBeaconBlock Block, SszContext Context)? Of { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>The columns that hold; the others are refused.</summary>
public sealed record DataColumnsVerified(Root BlockRoot, IReadOnlyList<DataColumnSidecar> Valid, IReadOnlyList<DataColumnSidecar> Invalid);

/// <summary>Answers that none of the columns was verified, which says nothing about them.</summary>
public sealed record DataColumnsDropped(Root BlockRoot, IReadOnlyList<DataColumnSidecar> Columns, WorkDrop Reason);

/// <summary>
/// Verify blob sidecars of one block (`verify_blob_kzg_proof_batch`); answered with <see cref="BlobsVerified"/> or
/// <see cref="BlobsDropped"/>.
/// </summary>
public sealed record VerifyBlobs(WorkPriority Priority, Root BlockRoot, IReadOnlyList<BlobSidecar> Blobs) : IWork
{
    /// <summary>
    /// The block, against which header, commitment and inclusion proof are verified too, before the KZG proof; null where they were.
    /// </summary>
    public (SignedBeaconBlock Block, SszContext Context)? Of { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>The blob sidecars that hold; the others are refused.</summary>
public sealed record BlobsVerified(Root BlockRoot, IReadOnlyList<BlobSidecar> Valid, IReadOnlyList<BlobSidecar> Invalid);

/// <summary>Answers that none of the blob sidecars was verified, which says nothing about them.</summary>
public sealed record BlobsDropped(Root BlockRoot, IReadOnlyList<BlobSidecar> Blobs, WorkDrop Reason);

/// <summary>
/// Recover all columns of a block from half of them or more (`fulu/das-core.md#recover_matrix`), which were verified; answered with
/// <see cref="ColumnsRecovered"/> or <see cref="RecoveryDropped"/>. Context is of the block's fork.
/// </summary>
public sealed record RecoverColumns(
    WorkPriority Priority, Root BlockRoot, IReadOnlyList<DataColumnSidecar> Columns, SszContext Context) : IWork
{
    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>All columns of a block, in order; none, where those given were too few or did not belong together.</summary>
public sealed record ColumnsRecovered(Root BlockRoot, IReadOnlyList<DataColumnSidecar> Columns);

/// <summary>Answers that nobody recovered the columns of a block.</summary>
public sealed record RecoveryDropped(Root BlockRoot, WorkDrop Reason);

/// <summary>
/// Make the sidecars of a block from blobs that the execution layer had: its blob sidecars (deneb, electra), for which some blobs will do,
/// or columns (fulu on), for which all blobs have to be there. Blobs are in the order of the block's commitments; of the sidecars only
/// those of the wanted indices are made. Proofs are not verified. Answered with <see cref="SidecarsMade"/> or
/// <see cref="SidecarsDropped"/>.
/// </summary>
public sealed record MakeSidecars(
    WorkPriority Priority,
    Root BlockRoot,
    SignedBeaconBlock Block,
    SszContext Context,
    IReadOnlyList<FoundBlob?> Blobs,
    ColumnSet Wanted) : IWork
{
    /// <summary>Cancelled by who asked once nobody needs the sidecars any more: what has not begun by then is not begun.</summary>
    public CancellationToken Needless { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>The sidecars that could be made, blobs or columns; none where blobs are missing or malformed.</summary>
public sealed record SidecarsMade(Root BlockRoot, IReadOnlyList<BlobSidecar> Blobs, IReadOnlyList<DataColumnSidecar> Columns);

/// <summary>Answers that nobody made the sidecars of a block.</summary>
public sealed record SidecarsDropped(Root BlockRoot, WorkDrop Reason);

/// <summary>
/// Apply a block to its pre-state (slots included) and verify its signatures in one batch; with no priority they are taken for valid.
/// BlockRoot is the block's, hashed by whoever took it in. Answered with <see cref="BlockTransitioned"/> or
/// <see cref="TransitionDropped"/>.
/// </summary>
public sealed record TransitionBlock(
    Root BlockRoot, BeaconState PreState, SignedBeaconBlock Block, WorkPriority? Signatures) : IWork
{
    /// <summary>The number of the question, which the answer bears.</summary>
    public ulong RequestId { get; init; }

    /// <summary>Signatures that were verified before, which are not verified again.</summary>
    public IReadOnlyList<SignatureClaim> Proven { get; init; } = [];

    /// <summary>True where the pre-state has been advanced to the block's slot already.</summary>
    public bool IsAdvanced { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }

    /// <inheritdoc/>
    public WorkPriority Priority => Signatures ?? WorkPriority.Fetched;
}

/// <summary>
/// The post-state and, where the block carries a payload (bellatrix to fulu), the question for the execution layer; or the refusal. Elapsed
/// is the transition's own time, without that of the signatures.
/// </summary>
public sealed record BlockTransitioned(
    Root BlockRoot, BeaconState? PostState, NewPayloadRequest? Payload, Refusal? Refusal, TimeSpan Elapsed)
{
    /// <summary>The number of the question.</summary>
    public ulong RequestId { get; init; }

    /// <summary>
    /// What the post-state would justify and finalize if its epoch ended with it (`compute_pulled_up_tip`), for the store; null where there
    /// is no post-state.
    /// </summary>
    public PulledUpTip? PulledUpTip { get; init; }

    /// <summary>True where nothing but signatures was refused, so that the same block under another signature may hold.</summary>
    public bool IsAboutSignatures { get; init; }
}

/// <summary>Nobody applied the block, which says nothing about it.</summary>
public sealed record TransitionDropped(Root BlockRoot, WorkDrop Reason)
{
    /// <summary>The number of the question.</summary>
    public ulong RequestId { get; init; }
}

/// <summary>Advance a state to a slot; answered with <see cref="SlotsAdvanced"/>. A state of the slot is its own answer.</summary>
public sealed record AdvanceSlots(ulong RequestId, BeaconState PreState, Slot Slot) : IWork
{
    /// <inheritdoc/>
    public WorkPriority Priority { get; init; } = WorkPriority.Payload;

    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>The state at the slot, or the refusal, or why nobody advanced it.</summary>
public sealed record SlotsAdvanced(ulong RequestId, BeaconState? State, Refusal? Refusal, WorkDrop? Dropped = null);

/// <summary>
/// Compute the state root of an unsigned block on a state already advanced to its slot; answered with <see cref="BlockDrafted"/>.
/// </summary>
public sealed record DraftBlock(ulong RequestId, BeaconState AdvancedState, BeaconBlock Block) : IWork
{
    /// <inheritdoc/>
    public WorkPriority Priority => WorkPriority.Block;

    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>
    /// The header of the payload that the block is to have, where it is not here: the block has one in its place that begins as that does
    /// (parent, randao, time, withdrawals). The state root is then that of the block with the header's payload.
    /// </summary>
    public ExecutionPayloadHeader? Header { get; init; }

    /// <summary>True where it is to be said what the block is worth to its proposer besides its payload.</summary>
    public bool IsValued { get; init; }
}

/// <summary>The block with its state root filled in, or the refusal, or why nobody drafted it.</summary>
public sealed record BlockDrafted(ulong RequestId, BeaconBlock? Block, BeaconState? PostState, Refusal? Refusal, WorkDrop? Dropped = null)
{
    /// <summary>What the block is worth to its proposer besides its payload, in Gwei; null where nobody wanted to know.</summary>
    public Gwei? Reward { get; init; }
}

/// <summary>
/// Check a payload envelope against the post-state of its block, all but the execution layer's part (`verify_execution_payload_envelope`,
/// gloas on), its signature as well unless there is no priority; answered with <see cref="EnvelopeVerified"/> or
/// <see cref="EnvelopeDropped"/>.
/// </summary>
public sealed record VerifyEnvelope(
    Root BlockRoot, BeaconState PostState, SignedExecutionPayloadEnvelope Envelope, WorkPriority? Signatures) : IWork
{
    /// <summary>The number of the question, which the answer bears.</summary>
    public ulong RequestId { get; init; }

    /// <summary>Signatures that were verified before, which are not verified again.</summary>
    public IReadOnlyList<SignatureClaim> Proven { get; init; } = [];

    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }

    /// <inheritdoc/>
    public WorkPriority Priority => Signatures ?? WorkPriority.Fetched;
}

/// <summary>The question for the execution layer, or the refusal.</summary>
public sealed record EnvelopeVerified(Root BlockRoot, NewPayloadRequest? Payload, Refusal? Refusal)
{
    /// <summary>The number of the question.</summary>
    public ulong RequestId { get; init; }
}

/// <summary>Nobody checked the envelope, which says nothing about it.</summary>
public sealed record EnvelopeDropped(Root BlockRoot, WorkDrop Reason)
{
    /// <summary>The number of the question.</summary>
    public ulong RequestId { get; init; }
}

/// <summary>
/// Make a state that was let go again, from the nearest one kept; answered with <see cref="StateRegenerated"/>. Root is of the block whose
/// post-state it is.
/// </summary>
public sealed record RegenerateState(Root Root, WorkPriority Priority, StateReplay Replay) : IWork
{
    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>The post-state of a block, or the refusal (blocks or states are damaged), or why nobody made it.</summary>
public sealed record StateRegenerated(Root Root, BeaconState? State, Refusal? Refusal, WorkDrop? Dropped = null);

/// <summary>
/// Decode the stored post-state of a block and compare it with that block's root (its latest header with its own root); answered with
/// <see cref="StateDecoded"/>.
/// </summary>
public sealed record DecodeState(ulong RequestId, WorkPriority Priority, ChainSpec Spec, StateBytes Bytes) : IWork
{
    /// <inheritdoc/>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>The state, frozen, or what is wrong with its bytes, or why nobody decoded it.</summary>
public sealed record StateDecoded(ulong RequestId, BeaconState? State, string? Error, WorkDrop? Dropped = null);

/// <summary>
/// A worker did a job, the pool publishes for who measures: the kind of work by the name of its message, how many questions it answered,
/// how long they had waited (the oldest) and how long the job took with its way there and back.
/// </summary>
public sealed record WorkJobEnded(string Kind, int Questions, TimeSpan Waited, TimeSpan Elapsed);
