using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What the store keeps for one block: the entries under its root in the specification's `blocks`, `block_states`, `block_timeliness`,
/// `unrealized_justifications`, `payloads`, `payload_timeliness_vote`, `payload_data_availability_vote` and
/// `payload_inclusion_list_satisfaction`.
/// </summary>
public sealed partial class StoreBlock
{
    private readonly Store _store;
    // Boxed, as the bid names another hash than the state in an anchor block alone.
    private readonly object? _otherBidHash;
    private StoreBlock[] _children = [];
    private BeaconState? _state;

    internal StoreBlock(Store store, Root root, BeaconBlock block, BeaconState state, StoreBlock? parent)
    {
        Summary = BlockSummary.Of(root, block);
        _body = new Body { Block = block };
        Fork = state.ForkName;
        IsExecutionBlock = OptimisticSync.IsExecutionBlock(block, state.Ssz);
        JustifiedCheckpoint = Shared(state.CurrentJustifiedCheckpoint, parent?.JustifiedCheckpoint);
        FinalizedCheckpoint = Shared(state.FinalizedCheckpoint, parent?.FinalizedCheckpoint);
        _state = state;
        _store = store;
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
        FullAncestor = ParentPayloadStatus == PayloadStatus.Full ? parent : parent?.FullAncestor;
        if (HasPayloadStatus)
        {
            var bidHash = block.Body.SignedExecutionPayloadBid.Message.BlockHash;
            _otherBidHash = bidHash == PayloadHash ? null : bidHash;
        }
    }

    /// <summary>What stays of the block for as long as the store knows it.</summary>
    public BlockSummary Summary { get; }

    /// <summary>The `hash_tree_root` of the block, under which the store knows it.</summary>
    public Root Root => Summary.Root;

    /// <summary>True for a block with a payload (`bellatrix/optimistic-sync.md#helpers`, `is_execution_block`).</summary>
    public bool IsExecutionBlock { get; }

    /// <summary>
    /// The block's post-state, frozen. Where it was let go it is made again here and now, which costs a transition for each block since the
    /// last state kept; who must not wait has <see cref="StateReplay"/> run elsewhere and gives the result to <see cref="KeepState"/>.
    /// </summary>
    public BeaconState State => _state ?? Keep(MakeState());

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

    /// <summary>
    /// The nearest block below on whose payload this one's chain stands; null where that is behind the oldest block kept.
    /// </summary>
    public StoreBlock? FullAncestor { get; private set; }

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

    /// <summary>Whether the payload satisfied the inclusion lists when it came; null before, heze on.</summary>
    public bool? PayloadInclusionListSatisfaction { get; internal set; }

    /// <summary>True while the execution layer has not decided about the payload (`bellatrix/optimistic-sync.md`).</summary>
    public bool IsOptimistic { get; internal set; }

    /// <summary>
    /// True where the payload, if it is here, and all below it are decided; false where that is not known
    /// (<see cref="OptimisticSync.MarkValid"/>).
    /// </summary>
    internal bool IsChainDecided { get; set; }

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
        Keep(_state ?? state);
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
        FullAncestor = ParentPayloadStatus == PayloadStatus.Full ? Parent : Parent?.FullAncestor;
    }

    /// <summary>
    /// True where a block on top of this one builds on its payload. One of an earlier fork's form, which has no bid, does not; it is no
    /// block on top of this one either, and refused for that.
    /// </summary>
    internal bool IsParentFull(BeaconBlock child) =>
        !HasPayloadStatus || (child.Body.SignedExecutionPayloadBid is { } signed && signed.Message.ParentBlockHash == BidHash);

    // Checkpoints seldom change from block to block: one object for all that have the same.
    private static Checkpoint Shared(Checkpoint own, Checkpoint? parents) => own == parents ? parents : own;

    private BeaconState Keep(BeaconState state)
    {
        _state = state;
        _store.KeptState(this);
        return state;
    }

    private BeaconState MakeState()
    {
        var (state, refusal) = StateReplay.Of(this).Run(_store.Verifier);
        return state ?? throw new InvalidOperationException($"the state of block {Root} cannot be made again: {refusal}");
    }

    // Skew-binary jumps: two jumps of one length below the parent make one of twice the length.
    private static StoreBlock? SkipOf(StoreBlock? parent) =>
        parent?.Skip is { Skip: { } second } first && parent.Depth - first.Depth == first.Depth - second.Depth ? second : parent;
}
