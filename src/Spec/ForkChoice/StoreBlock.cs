using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What the store keeps for one block: the entries under its root in the specification's `blocks`, `block_states`, `block_timeliness`, `unrealized_justifications`, `payloads`,
/// `payload_timeliness_vote`, `payload_data_availability_vote` and `payload_inclusion_list_satisfaction`.
/// </summary>
public sealed class StoreBlock
{
    private readonly List<StoreBlock> _children = [];

    internal StoreBlock(Root root, BeaconBlock block, BeaconState state, StoreBlock? parent)
    {
        Root = root;
        Block = block;
        State = state;
        Parent = parent;
        UnrealizedJustification = state.CurrentJustifiedCheckpoint;
        ParentPayloadStatus = parent is null || parent.IsParentFull(block) ? PayloadStatus.Full : PayloadStatus.Empty;
        if (HasPayloadStatus)
        {
            PayloadTimelinessVote = new bool?[state.Preset.PtcSize];
            PayloadDataAvailabilityVote = new bool?[state.Preset.PtcSize];
        }
    }

    /// <summary>The block's root.</summary>
    public Root Root { get; }

    /// <summary>The block.</summary>
    public BeaconBlock Block { get; }

    /// <summary>The block's post-state, frozen.</summary>
    public BeaconState State { get; }

    /// <summary>The block's slot.</summary>
    public Slot Slot => Block.Slot;

    /// <summary>The fork the block belongs to.</summary>
    public ForkName Fork => State.ForkName;

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

    /// <summary>Arrived in its slot before the deadline of the payload timeliness committee (PTC_TIMELINESS_INDEX of `block_timeliness`).</summary>
    public bool IsPtcTimely { get; internal set; }

    /// <summary>The justified checkpoint if the block's epoch ended with it (`unrealized_justifications`).</summary>
    public Checkpoint UnrealizedJustification { get; internal set; }

    /// <summary>The payload delivered and verified apart from the block, gloas on.</summary>
    public ExecutionPayloadEnvelope? Payload { get; internal set; }

    /// <summary>The votes of the payload timeliness committee, by place in it; null from before gloas.</summary>
    public bool?[]? PayloadTimelinessVote { get; }

    /// <summary>The votes of the payload timeliness committee on blob data, by place in it; null from before gloas.</summary>
    public bool?[]? PayloadDataAvailabilityVote { get; }

    /// <summary>Whether the payload satisfied the inclusion lists when it came; null before, heze on.</summary>
    public bool? PayloadInclusionListSatisfaction { get; internal set; }

    /// <summary>True while the execution layer has not decided about the payload (`bellatrix/optimistic-sync.md`).</summary>
    public bool IsOptimistic { get; internal set; }

    /// <summary>Where the block stands in the store's order; parents before children.</summary>
    internal int Position { get; set; }

    internal void Attach() => Parent?._children.Add(this);

    internal void Detach()
    {
        Parent?._children.Remove(this);
        Parent = null;
    }

    /// <summary>True where a block on top of this one builds on its payload.</summary>
    internal bool IsParentFull(BeaconBlock child) =>
        !HasPayloadStatus
        || child.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == Block.Body.SignedExecutionPayloadBid.Message.BlockHash;
}
