using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>
/// A store that keeps all between two flushes in one transaction, as SQLite's does: a read that fails takes back what was written since.
/// </summary>
internal sealed class RollingBackStore : IChainStore
{
    private readonly List<Action> _unflushed = [];

    public InMemoryChainStore OnDisk { get; } = new();

    /// <summary>Called once a block was written and before it is flushed; the next read fails then.</summary>
    public Action? BlockTaken { get; set; }

    public StoredAnchor? Anchor => Read().Anchor;

    public StoredAnchorHead? AnchorHead => Read().AnchorHead;

    public StoredHistory? History => Read().History;

    private bool FailsNext { get; set; }

    public void PutHistory(StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes) =>
        _unflushed.Add(() => OnDisk.PutHistory(history, blocks, envelopes));

    public void PutBlock(StoredBlockRow block)
    {
        _unflushed.Add(() => OnDisk.PutBlock(block));
        if (BlockTaken is { } taken)
        {
            (BlockTaken, FailsNext) = (null, true);
            taken();
        }
    }

    public void PutEnvelope(StoredEnvelopeRow envelope) => _unflushed.Add(() => OnDisk.PutEnvelope(envelope));

    public void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer = false)
    {
        _unflushed.Add(() => OnDisk.PutAnchor(anchor, finalizedRoots, keepsFormer));
        Flush();
    }

    public StoredBlockRow? GetBlock(Root root) => Read().GetBlock(root);

    public StoredEnvelopeRow? GetEnvelope(Root blockRoot) => Read().GetEnvelope(blockRoot);

    public Root? GetFinalizedRoot(Slot slot) => Read().GetFinalizedRoot(slot);

    public StoredPage BlocksAfter(Slot slot, int count) => Read().BlocksAfter(slot, count);

    public StoredPage FinalizedAfter(Slot slot, int count) => Read().FinalizedAfter(slot, count);

    public Slot? SlotOfState(Root stateRoot) => Read().SlotOfState(stateRoot);

    public StoredSnapshot? FindSnapshot(Slot atOrBefore) => Read().FindSnapshot(atOrBefore);

    public byte[]? ReadSnapshot(StoredSnapshot snapshot) => Read().ReadSnapshot(snapshot);

    public void PutSnapshot(StoredSnapshot snapshot, byte[] ssz) => _unflushed.Add(() => OnDisk.PutSnapshot(snapshot, ssz));

    public bool Prune(StoredRetention retention, int rows) => Read().Prune(retention, rows);

    public void Survey(Action<StoredItem> see) => Read().Survey(see);

    public void Flush()
    {
        _unflushed.ForEach(static write => write());
        _unflushed.Clear();
    }

    public void Dispose() => OnDisk.Dispose();

    private InMemoryChainStore Read()
    {
        if (!FailsNext)
        {
            return OnDisk;
        }

        FailsNext = false;
        _unflushed.Clear();
        throw new ChainStoreException("disk I/O error");
    }
}
