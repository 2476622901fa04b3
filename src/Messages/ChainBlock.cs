using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>What is known of one block of the fork-choice store, at one moment.</summary>
public sealed record ChainBlock(SignedBeaconBlock Block, GossipBlock Gossip)
{
    /// <summary>The root by which the store names the block (`hash_tree_root` of its message).</summary>
    public Root Root => Gossip.Root;

    /// <summary>The slot the block was proposed in.</summary>
    public Slot Slot => Gossip.Slot;

    /// <summary>The block's post-state; null where it was let go, to be made again when it is needed.</summary>
    public BeaconState? State => Gossip.State;

    /// <summary>The payload envelope once it was imported (gloas on).</summary>
    public SignedExecutionPayloadEnvelope? Envelope { get; init; }

    /// <summary>True while the execution layer has not decided about the block's payload.</summary>
    public bool IsOptimistic => Gossip.PayloadStatus == PayloadValidationStatus.NotValidated;

    /// <summary>True where the block builds on its parent's payload (always before gloas).</summary>
    public bool IsParentFull { get; init; } = true;

    /// <summary>The slot of the latest block that stands on it; null where none does.</summary>
    public Slot? LastChildSlot { get; init; }

    /// <summary>True where all data of the block is here and verified, or it has none.</summary>
    public bool HasData { get; init; }

    /// <summary>When a payload envelope of the block was first seen that holds; null before (gloas on).</summary>
    public DateTimeOffset? PayloadSeenAt { get; init; }
}
