using Consensoor.Spec.Config;

namespace Consensoor.Interop.Storage;

/// <summary>
/// What a node keeps on disk: blocks and payload envelopes by root, and one anchor (a finalized block with its state) from which a restart
/// replays the blocks after it. Every method is one atomic write: a process killed at any point finds either all of it or nothing (but in
/// LiteDB, where a state that was not written to its end stays until the next anchor); an anchor is on disk when the call returns, other
/// things after <see cref="Flush"/>, and what was written since may be gone where any method has failed. Every method may throw
/// <see cref="ChainStoreException"/>, and may be called again. Not thread-safe; one actor owns a store.
/// </summary>
public interface IChainStore : IDisposable
{
    /// <summary>The anchor, or null where the store is new.</summary>
    StoredAnchor? Anchor { get; }

    /// <summary>Which block the anchor is, without the cost of its state; null where the store is new.</summary>
    StoredAnchorHead? AnchorHead { get; }

    /// <summary>
    /// Where the finalized chain ends that is stored below the anchor; null where it was stored from genesis on.
    /// </summary>
    StoredHistory? History { get; }

    /// <summary>
    /// Puts finalized blocks below all that are stored, with their payloads, and where the chain ends from then on.
    /// </summary>
    void PutHistory(StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes);

    /// <summary>Keeps a block; does nothing where the root is known and what is kept under it is well.</summary>
    void PutBlock(StoredBlockRow block);

    /// <summary>Keeps the payload envelope of a block; does nothing where one is known.</summary>
    void PutEnvelope(StoredEnvelopeRow envelope);

    /// <summary>
    /// Makes an anchor the one a restart begins from and marks the finalized chain; blocks of other branches between the last anchor and it
    /// are dropped. Where the roots do not reach back to the last anchor, a block is missing: what is below the oldest of them stays. The
    /// state of the former anchor stays as a snapshot where that is wanted, and goes otherwise.
    /// </summary>
    void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer = false);

    /// <summary>
    /// The block under a root, or null. This and all that reads throws <see cref="DamagedRecordException"/> for bytes that are not those
    /// that were written.
    /// </summary>
    StoredBlockRow? GetBlock(Root root);

    /// <summary>The envelope of a block, or null.</summary>
    StoredEnvelopeRow? GetEnvelope(Root blockRoot);

    /// <summary>The root of the finalized block in a slot, or null.</summary>
    Root? GetFinalizedRoot(Slot slot);

    /// <summary>
    /// Reads a page of the blocks after a slot, in the order of slots: at least as many as asked for where there are, and all of the page's
    /// last slot. What it costs depends on the page alone. What is damaged is named and left out.
    /// </summary>
    StoredPage BlocksAfter(Slot slot, int count);

    /// <summary>Reads a page of the finalized blocks after a slot, as <see cref="BlocksAfter"/> does.</summary>
    StoredPage FinalizedAfter(Slot slot, int count);

    /// <summary>The slot of the finalized block with a `state_root`, or null.</summary>
    Slot? SlotOfState(Root stateRoot);

    /// <summary>
    /// The last state stored at or before a slot, the anchor's among them; null where there is none. A record of one that is damaged is
    /// passed over.
    /// </summary>
    StoredSnapshot? FindSnapshot(Slot atOrBefore);

    /// <summary>The SSZ of a stored state, or null where it went meanwhile.</summary>
    byte[]? ReadSnapshot(StoredSnapshot snapshot);

    /// <summary>
    /// Keeps the state of a finalized block below the anchor as a snapshot; does nothing where its slot has one that is well.
    /// </summary>
    void PutSnapshot(StoredSnapshot snapshot, byte[] ssz);

    /// <summary>
    /// Drops so many blocks and so many payloads at most, and one snapshot, of what a retention lets go, the oldest first: blocks go down
    /// to a snapshot only, so that the state of each slot that is kept can be made. What is damaged holds nothing back: history ends at the
    /// next block that can be read. True where more is left to drop.
    /// </summary>
    bool Prune(StoredRetention retention, int rows);

    /// <summary>Shows each record with its size, checked against its checksum.</summary>
    void Survey(Action<StoredItem> see);

    /// <summary>Returns when all that was put before is on disk.</summary>
    void Flush();
}

/// <summary>Holds a signed block as SSZ of its fork, with what it is found by.</summary>
public sealed record StoredBlockRow(Root Root, Root ParentRoot, Slot Slot, ForkName Fork, byte[] Ssz);

/// <summary>Holds a signed payload envelope as SSZ of its fork, under the root of its block.</summary>
public sealed record StoredEnvelopeRow(Root BlockRoot, Slot Slot, ForkName Fork, byte[] Ssz);

/// <summary>A finalized block with its post-state, as SSZ bytes. BlockSsz is null for a genesis anchor.</summary>
public sealed record StoredAnchor(
    Epoch Epoch, Root BlockRoot, Slot Slot, ForkName BlockFork, byte[]? BlockSsz, ForkName StateFork, byte[] StateSsz);
