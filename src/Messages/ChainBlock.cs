using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>What is known of one block of the fork-choice store, at one moment.</summary>
public sealed record ChainBlock(BlockSummary Summary)
{
    // There is one for each block that is not finalized: 0 stands for none in 8 bytes, where a nullable value takes up to 24.
    private readonly Slot _lastChildSlot;
    private readonly long _payloadSeenAt;

    /// <summary>The root by which the store names the block (`hash_tree_root` of its message).</summary>
    public Root Root => Summary.Root;

    /// <summary>The slot the block was proposed in.</summary>
    public Slot Slot => Summary.Slot;

    /// <summary>The root of the block it stands on.</summary>
    public Root ParentRoot => Summary.ParentRoot;

    /// <summary>The block; null where its body is in storage alone.</summary>
    public SignedBeaconBlock? Block { get; init; }

    /// <summary>The block's post-state; null where it was let go, to be made again when it is needed.</summary>
    public BeaconState? State { get; init; }

    /// <summary>The payload envelope once it was imported (gloas on); null also where it is in storage alone.</summary>
    public SignedExecutionPayloadEnvelope? Envelope { get; init; }

    /// <summary>True where the payload envelope was imported (gloas on).</summary>
    public bool HasEnvelope { get; init; }

    /// <summary>True while the execution layer has not decided about the block's payload.</summary>
    public bool IsOptimistic { get; init; }

    /// <summary>True where the block builds on its parent's payload (always before gloas).</summary>
    public bool IsParentFull { get; init; } = true;

    /// <summary>The slot of the latest block that stands on it; null where none does.</summary>
    public Slot? LastChildSlot
    {
        get => _lastChildSlot == 0 ? null : _lastChildSlot;
        init => _lastChildSlot = value ?? 0;
    }

    /// <summary>True where all data of the block is here and verified, or it has none.</summary>
    public bool HasData { get; init; }

    /// <summary>When a payload envelope of the block was first seen that holds; null before (gloas on).</summary>
    public DateTimeOffset? PayloadSeenAt
    {
        get => _payloadSeenAt == 0 ? null : new DateTimeOffset(_payloadSeenAt, TimeSpan.Zero);
        init => _payloadSeenAt = value?.UtcTicks ?? 0;
    }

    /// <summary>What gossip conditions know of the block; null where its body or its post-state is not at hand.</summary>
    public GossipBlock? Gossip => Block is { Message: var block } && State is { } state
        ? new GossipBlock(
            Root,
            block,
            state,
            Envelope?.Message,
            IsOptimistic ? PayloadValidationStatus.NotValidated : PayloadValidationStatus.Valid)
        : null;
}
