using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>
/// What the storage actor is told. What asks is answered once, with <see cref="StorageFailed"/> where the store fails; what is to be kept
/// is tried until it is.
/// </summary>
public interface IStorageCommand;

/// <summary>Keep a block under its root; done once it is on disk, however often that has to be tried.</summary>
public sealed record KeepBlock(Root Root, SignedBeaconBlock Block) : IStorageCommand;

/// <summary>Keep the payload envelope of a block (gloas on).</summary>
public sealed record KeepEnvelope(Root BlockRoot, SignedExecutionPayloadEnvelope Envelope) : IStorageCommand;

/// <summary>Make a finalized block and its state the anchor a restart begins from, and drop what no restart needs any more.</summary>
public sealed record KeepAnchor(Checkpoint Finalized, SignedBeaconBlock Block, BeaconState State) : IStorageCommand;

/// <summary>
/// Keep finalized blocks that lie below all that are stored, the oldest first, with the payloads there are; the parent of the oldest one
/// says what is missing from then on. Oldest is that one's slot, or 0 where nothing is missing. <see cref="HistoryKept"/> is published when
/// they are on disk.
/// </summary>
public sealed record KeepHistory(
    Slot Oldest,
    Root Parent,
    IReadOnlyList<(Root Root, SignedBeaconBlock Block)> Blocks,
    IReadOnlyList<SignedExecutionPayloadEnvelope> Envelopes) : IStorageCommand
{
    /// <summary>
    /// The roots of blocks of the history whose payload is part of the chain and was not to be had yet; they take the place of those
    /// before.
    /// </summary>
    public IReadOnlyList<Root> Owed { get; init; } = [];
}

/// <summary>
/// Keep payloads of blocks of the history that are stored already; Owed as in <see cref="KeepHistory"/>, from then on.
/// </summary>
public sealed record KeepPayloads(
    IReadOnlyList<SignedExecutionPayloadEnvelope> Envelopes, IReadOnlyList<Root> Owed) : IStorageCommand;

/// <summary>
/// The finalized chain is on disk down to a block of slot Oldest (0: down to genesis), whose parent is not; storage publishes it.
/// </summary>
public sealed record HistoryKept(Slot Oldest, Root Parent)
{
    /// <summary>
    /// The hash of the payload that the oldest block stands on, which says whether its parent's was part of the chain; null where that is
    /// not known, as before gloas.
    /// </summary>
    public Hash32? BuiltOn { get; init; }

    /// <summary>The roots of blocks whose payload is part of the chain and was not to be had yet.</summary>
    public IReadOnlyList<Root> Owed { get; init; } = [];
}

/// <summary>
/// Ask where the stored chain ends below the anchor; answered with <see cref="HistoryKept"/>, slot 0 where it does not, once that is on
/// disk: peers are promised no more.
/// </summary>
public sealed record LoadHistory : IStorageCommand
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static LoadHistory Instance { get; } = new();
}

/// <summary>
/// Blocks and envelopes, by the block's root, are on disk; tells whoever has sent the last write. It may be missing where storage was
/// restarted between: who needs it sends again what is to be kept.
/// </summary>
public sealed record Written(IReadOnlyList<Root> Blocks, IReadOnlyList<Root> Envelopes);

/// <summary>Ask for a stored block and envelope; answered with <see cref="StoredBlock"/>.</summary>
public sealed record LoadBlock(Root Root) : IStorageCommand;

/// <summary>Ask for the root of the finalized block in a slot; answered with <see cref="StoredRoot"/>.</summary>
public sealed record LoadRootBySlot(Slot Slot) : IStorageCommand;

/// <summary>
/// Ask for stored blocks after a slot in slot order, with their envelopes: Count of them, and the rest of the last slot; answered with
/// <see cref="StoredBlocks"/>.
/// </summary>
public sealed record LoadBlocks(Slot After, int Count) : IStorageCommand;

/// <summary>Ask for the anchor a restart begins from; answered with <see cref="AnchorLoaded"/>.</summary>
public sealed record LoadAnchor : IStorageCommand;

/// <summary>Ask where a state of the finalized past is made from; answered with <see cref="StateLocated"/>.</summary>
public sealed record LocateState(IPastStateQuestion Question) : IStorageCommand;

/// <summary>
/// The slot that a question is about, null where no finalized block or slot is known by it, the last snapshot at or before it, null where
/// there is none, and the finalized slots that are stored.
/// </summary>
public sealed record StateLocated(IPastStateQuestion Question, Slot? Slot, Slot? Snapshot, Slot Oldest, Slot Anchor);

/// <summary>Ask for the last stored state at or before a slot; answered with <see cref="SnapshotLoaded"/>.</summary>
public sealed record LoadSnapshot(Slot AtOrBefore) : IStorageCommand;

/// <summary>The SSZ of a finalized block's post-state; null where there is none.</summary>
public sealed record SnapshotLoaded(Slot AtOrBefore, StateBytes? State);

/// <summary>The post-state of a finalized block, as SSZ of a fork.</summary>
public sealed record StateBytes(Slot Slot, Root BlockRoot, ForkName Fork, ReadOnlyMemory<byte> Ssz);

/// <summary>Ask for finalized blocks after a slot, so many; answered with <see cref="FinalizedBlocks"/>.</summary>
public sealed record LoadFinalized(Slot After, int Count) : IStorageCommand;

/// <summary>Finalized blocks after a slot, in order; Damaged names the first that could not be read among them.</summary>
public sealed record FinalizedBlocks(
    Slot After, IReadOnlyList<(Root Root, SignedBeaconBlock Block)> Blocks, bool IsLast, string? Damaged)
{
    /// <summary>The slot of what is damaged, before which all is there; null where nothing is.</summary>
    public Slot? DamagedFrom { get; init; }
}

/// <summary>What is stored under a root; nulls where nothing.</summary>
public sealed record StoredBlock(Root Root, SignedBeaconBlock? Block, SignedExecutionPayloadEnvelope? Envelope);

/// <summary>The root, null where the slot has no finalized block.</summary>
public sealed record StoredRoot(Slot Slot, Root? Root);

/// <summary>A page of blocks up to the slot Through, after which the next page begins; IsLast where nothing is stored behind it.</summary>
public sealed record StoredBlocks(IReadOnlyList<StoredBlock> Blocks, Slot Through, bool IsLast);

/// <summary>The answer to a question that storage could not read the answer to, and why; it may be asked again.</summary>
public sealed record StorageFailed(IStorageCommand Question, string Reason);

/// <summary>
/// The anchor: the finalized checkpoint (its epoch may be later than its block's), a frozen state, its block (null at genesis), and the
/// envelope of its block where one is stored.
/// </summary>
public sealed record AnchorLoaded(
    Checkpoint Checkpoint, SignedBeaconBlock? Block, BeaconState State, SignedExecutionPayloadEnvelope? Envelope);
