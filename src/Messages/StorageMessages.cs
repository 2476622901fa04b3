using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>What the storage actor is told.</summary>
public interface IStorageCommand;

/// <summary>Keep a block.</summary>
public sealed record KeepBlock(Root Root, SignedBeaconBlock Block) : IStorageCommand;

/// <summary>Keep a payload envelope.</summary>
public sealed record KeepEnvelope(Root BlockRoot, SignedExecutionPayloadEnvelope Envelope) : IStorageCommand;

/// <summary>Make a finalized block and its state the anchor a restart begins from, and drop what no restart needs any more.</summary>
public sealed record KeepAnchor(Checkpoint Finalized, SignedBeaconBlock Block, BeaconState State) : IStorageCommand;

/// <summary>Ask for a stored block and envelope; answered with <see cref="StoredBlock"/>.</summary>
public sealed record LoadBlock(Root Root) : IStorageCommand;

/// <summary>Ask for the root of the finalized block in a slot; answered with <see cref="StoredRoot"/>.</summary>
public sealed record LoadRootBySlot(Slot Slot) : IStorageCommand;

/// <summary>Ask for stored blocks after a slot in slot order, with their envelopes, at most Count; answered with <see cref="StoredBlocks"/>. Skip blocks come before them.</summary>
public sealed record LoadBlocks(Slot After, int Skip, int Count) : IStorageCommand;

/// <summary>Ask for the anchor a restart begins from; answered with <see cref="AnchorLoaded"/>.</summary>
public sealed record LoadAnchor : IStorageCommand;

/// <summary>What is stored under a root; nulls where nothing.</summary>
public sealed record StoredBlock(Root Root, SignedBeaconBlock? Block, SignedExecutionPayloadEnvelope? Envelope);

/// <summary>The root, null where the slot has no finalized block.</summary>
public sealed record StoredRoot(Slot Slot, Root? Root);

/// <summary>A page of blocks; IsLast where nothing is stored behind it.</summary>
public sealed record StoredBlocks(IReadOnlyList<StoredBlock> Blocks, bool IsLast);

/// <summary>
/// The anchor: the finalized checkpoint (its epoch may be later than its block's), a frozen state, its block (null at genesis), and the envelope of its block where one is stored.
/// </summary>
public sealed record AnchorLoaded(Checkpoint Checkpoint, SignedBeaconBlock? Block, BeaconState State, SignedExecutionPayloadEnvelope? Envelope);
