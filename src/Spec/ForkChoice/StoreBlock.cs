using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What the store keeps for one block: the entries under its root in the specification's `blocks`, `block_states`, `block_timeliness`,
/// `unrealized_justifications`, `payloads`, `payload_timeliness_vote`, `payload_data_availability_vote` and
/// `payload_inclusion_list_satisfaction`.
/// </summary>
public sealed class StoreBlock
{
    private readonly ISignatureVerifier _verifier;
    // Boxed, as the bid names another hash than the state in an anchor block alone.
    private readonly object? _otherBidHash;
    private readonly int _ptcSize;
    private StoreBlock[] _children = [];
    private PayloadVotes? _timelinessVotes;
    private PayloadVotes? _dataVotes;
    private BeaconState? _state;

    internal StoreBlock(Root root, BeaconBlock block, BeaconState state, StoreBlock? parent, ISignatureVerifier verifier)
    {
        Summary = BlockSummary.Of(root, block);
        KeptBlock = block;
        Fork = state.ForkName;
        IsExecutionBlock = OptimisticSync.IsExecutionBlock(block, state.Ssz);
        JustifiedCheckpoint = Shared(state.CurrentJustifiedCheckpoint, parent?.JustifiedCheckpoint);
        FinalizedCheckpoint = Shared(state.FinalizedCheckpoint, parent?.FinalizedCheckpoint);
        _state = state;
        _verifier = verifier;
        (PayloadHash, LatestBlockHash) = Fork switch
        {
            < ForkName.Bellatrix => (Hash32.Zero, Hash32.Zero),
            < ForkName.Gloas => (state.LatestExecutionPayloadHeader.BlockHash, state.LatestExecutionPayloadHeader.BlockHash),
            _ => (state.LatestExecutionPayloadBid.BlockHash, state.LatestBlockHash),
        };
        Parent = parent;
        Skip = SkipOf(parent);
        Depth = parent is null ? 0 : parent.Depth + 1;
        UnrealizedJustification = JustifiedCheckpoint;
        UnrealizedFinalization = FinalizedCheckpoint;
        ParentPayloadStatus = parent is null || parent.IsParentFull(block) ? PayloadStatus.Full : PayloadStatus.Empty;
        if (HasPayloadStatus)
        {
            var bidHash = block.Body.SignedExecutionPayloadBid.Message.BlockHash;
            _otherBidHash = bidHash == PayloadHash ? null : bidHash;
            _ptcSize = (int)state.Preset.PtcSize;
        }
    }

    /// <summary>What stays of the block for as long as the store knows it.</summary>
    public BlockSummary Summary { get; }

    /// <summary>The `hash_tree_root` of the block, under which the store knows it.</summary>
    public Root Root => Summary.Root;

    /// <summary>
    /// The block as it was accepted, without its signature (an entry of `blocks`). Throws InvalidOperationException where its body was let
    /// go (<see cref="Store.LetBodyGo"/>): who may meet one of those asks <see cref="KeptBlock"/>.
    /// </summary>
    public BeaconBlock Block => KeptBlock ?? throw new InvalidOperationException($"the body of block {Root} was let go");

    /// <summary>The block as it was accepted, null where its body was let go.</summary>
    public BeaconBlock? KeptBlock { get; private set; }

    /// <summary>True for a block with a payload (`bellatrix/optimistic-sync.md#helpers`, `is_execution_block`).</summary>
    public bool IsExecutionBlock { get; }

    /// <summary>
    /// The block's post-state, frozen. Where it was let go it is made again here and now, which costs a transition for each block since the
    /// last state kept; who must not wait has <see cref="StateReplay"/> run elsewhere and gives the result to <see cref="KeepState"/>.
    /// </summary>
    public BeaconState State => _state ??= MakeState();

    /// <summary>The post-state, null where it was let go.</summary>
    public BeaconState? KeptState => _state;

    /// <summary>The justified checkpoint of the post-state.</summary>
    public Checkpoint JustifiedCheckpoint { get; }

    /// <summary>The finalized checkpoint of the block's post-state.</summary>
    public Checkpoint FinalizedCheckpoint { get; }

    /// <summary>The hash of the block's payload, delivered or (gloas on) promised; zero before bellatrix.</summary>
    public Hash32 PayloadHash { get; }

    /// <summary>
    /// The hash of the last payload that the block's chain has for certain; the block's own before gloas, zero before bellatrix.
    /// </summary>
    public Hash32 LatestBlockHash { get; }

    /// <summary>The slot that the block names.</summary>
    public Slot Slot => Summary.Slot;

    /// <summary>The fork the block belongs to.</summary>
    public ForkName Fork { get; }

    /// <summary>The parent; null for the oldest block the store keeps.</summary>
    public StoreBlock? Parent { get; private set; }

    /// <summary>The blocks on top of this one, oldest first.</summary>
    public IReadOnlyList<StoreBlock> Children => _children;

    /// <summary>Which of the parent's nodes the block builds on (`get_parent_payload_status`).</summary>
    public PayloadStatus ParentPayloadStatus { get; }

    /// <summary>True where the payload comes apart from the block, so that the block has three nodes instead of one.</summary>
    [MemberNotNullWhen(true, nameof(PayloadTimelinessVote), nameof(PayloadDataAvailabilityVote))]
    public bool HasPayloadStatus => Fork >= ForkName.Gloas;

    /// <summary>The node through which the tree reaches the block: pending, or full before gloas.</summary>
    public ForkChoiceNode EntryNode => new(Root, HasPayloadStatus ? PayloadStatus.Pending : PayloadStatus.Full);

    /// <summary>Arrived in its slot before the attestation deadline (ATTESTATION_TIMELINESS_INDEX of `block_timeliness`).</summary>
    public bool IsAttestationTimely { get; internal set; }

    /// <summary>
    /// Arrived in its slot before the deadline of the payload timeliness committee (PTC_TIMELINESS_INDEX of `block_timeliness`).
    /// </summary>
    public bool IsPtcTimely { get; internal set; }

    /// <summary>The justified checkpoint if the block's epoch ended with it (`unrealized_justifications`).</summary>
    public Checkpoint UnrealizedJustification { get; internal set; }

    /// <summary>The finalized checkpoint if the block's epoch ended with it.</summary>
    public Checkpoint UnrealizedFinalization { get; internal set; }

    /// <summary>
    /// The payload delivered and verified apart from the block, gloas on; null also where it was let go with the block's body.
    /// </summary>
    public ExecutionPayloadEnvelope? Payload { get; private set; }

    /// <summary>True where the payload was delivered and verified apart from the block, gloas on.</summary>
    public bool HasPayload { get; private set; }

    /// <summary>
    /// The votes of the payload timeliness committee, by place in it; null from before gloas. They are forgotten with the body: only those
    /// on a block of the previous slot decide anything.
    /// </summary>
    public PayloadVotes? PayloadTimelinessVote => HasPayloadStatus ? _timelinessVotes ??= new PayloadVotes(_ptcSize) : null;

    /// <summary>
    /// The votes of the payload timeliness committee on blob data, by place in it; null from before gloas. Forgotten with the body.
    /// </summary>
    public PayloadVotes? PayloadDataAvailabilityVote => HasPayloadStatus ? _dataVotes ??= new PayloadVotes(_ptcSize) : null;

    /// <summary>
    /// How many of the payload timeliness committee have voted, for the payload, and for its data; zero where nobody has, before gloas, and
    /// where the votes are forgotten.
    /// </summary>
    public (ulong Voted, ulong Present, ulong Available) PayloadVoteCounts
    {
        get
        {
            var present = _timelinessVotes?.CountOf(true) ?? 0;
            return (present + (_timelinessVotes?.CountOf(false) ?? 0), present, _dataVotes?.CountOf(true) ?? 0);
        }
    }

    /// <summary>Whether the payload satisfied the inclusion lists when it came; null before, heze on.</summary>
    public bool? PayloadInclusionListSatisfaction { get; internal set; }

    /// <summary>True while the execution layer has not decided about the payload (`bellatrix/optimistic-sync.md`).</summary>
    public bool IsOptimistic { get; internal set; }

    private Hash32 BidHash => _otherBidHash is Hash32 other ? other : PayloadHash;

    /// <summary>Where the block stands in the store's order; parents before children.</summary>
    internal int Position { get; set; }

    /// <summary>The number by which votes name the first of the block's nodes (<see cref="VotedNodes"/>).</summary>
    internal int FirstVoted { get; set; }

    /// <summary>
    /// An ancestor far below, chosen so that walking by <see cref="Skip"/> and <see cref="Parent"/> takes O(log depth) steps; null for the
    /// oldest block.
    /// </summary>
    internal StoreBlock? Skip { get; private set; }

    /// <summary>How many blocks of the store are below this one.</summary>
    internal int Depth { get; private set; }

    /// <summary>Takes back a state that was let go and has been made again (<see cref="StateReplay"/>). Freezes it.</summary>
    public void KeepState(BeaconState state)
    {
        state.Freeze();
        _state ??= state;
    }

    /// <summary>Lets the state go; never that of the oldest block, from which all others can be made again.</summary>
    internal bool LetStateGo()
    {
        if (Parent is null || _state is null)
        {
            return false;
        }

        _state = null;
        return true;
    }

    /// <summary>Takes back a body that was let go, and the payload that went with it. Throws where it is another block's.</summary>
    public void KeepBody(BeaconBlock block, ExecutionPayloadEnvelope? payload)
    {
        if (BlockSummary.Of(Root, block) != Summary || (payload is not null && payload.BeaconBlockRoot != Root))
        {
            throw new ArgumentException($"this is not the body of block {Root}", nameof(block));
        }

        KeptBlock ??= block;
        Payload ??= HasPayload ? payload : null;
    }

    /// <summary>Lets the body go, and the payload that came apart; never that of the oldest block.</summary>
    internal bool LetBodyGo()
    {
        if (Parent is null || KeptBlock is null)
        {
            return false;
        }

        (KeptBlock, Payload, _timelinessVotes, _dataVotes) = (null, null, null, null);
        return true;
    }

    /// <summary>Takes the payload, or with null takes it away again.</summary>
    internal void SetPayload(ExecutionPayloadEnvelope? payload) => (Payload, HasPayload) = (payload, payload is not null);

    internal void Attach()
    {
        if (Parent is { } parent)
        {
            parent._children = [.. parent._children, this];
        }
    }

    internal void Detach()
    {
        Parent?.Disown(this);
        Parent = null;
    }

    /// <summary>Forgets that a block is on top of this one.</summary>
    internal void Disown(StoreBlock child) => _children = [.. _children.Where(other => other != child)];

    /// <summary>Takes the place in the tree that follows from the parent, whose own is right.</summary>
    internal void Settle(int position)
    {
        Position = position;
        Skip = SkipOf(Parent);
        Depth = Parent is null ? 0 : Parent.Depth + 1;
    }

    /// <summary>
    /// True where a block on top of this one builds on its payload. One of an earlier fork's form, which has no bid, does not; it is no
    /// block on top of this one either, and refused for that.
    /// </summary>
    internal bool IsParentFull(BeaconBlock child) =>
        !HasPayloadStatus || (child.Body.SignedExecutionPayloadBid is { } signed && signed.Message.ParentBlockHash == BidHash);

    // Checkpoints seldom change from block to block: one object for all that have the same.
    private static Checkpoint Shared(Checkpoint own, Checkpoint? parents) => own == parents ? parents : own;

    private BeaconState MakeState()
    {
        var (state, refusal) = StateReplay.Of(this).Run(_verifier);
        return state ?? throw new InvalidOperationException($"the state of block {Root} cannot be made again: {refusal}");
    }

    // Skew-binary jumps: two jumps of one length below the parent make one of twice the length.
    private static StoreBlock? SkipOf(StoreBlock? parent) =>
        parent?.Skip is { Skip: { } second } first && parent.Depth - first.Depth == first.Depth - second.Depth ? second : parent;
}
