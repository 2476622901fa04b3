namespace Consensoor.Interop.Storage;

/// <summary>A chain store that lives as long as the process: for simulations and nodes without a data directory.</summary>
public sealed partial class InMemoryChainStore : IChainStore
{
    private readonly Dictionary<Root, StoredBlockRow> _blocks = [];
    private readonly Dictionary<Root, StoredEnvelopeRow> _envelopes = [];
    private readonly SortedDictionary<Slot, Root> _finalized = [];
    private Slot _payloadsFrom;

    /// <inheritdoc/>
    public StoredAnchor? Anchor { get; private set; }

    /// <inheritdoc/>
    public StoredHistory? History { get; private set; }

    /// <inheritdoc/>
    public void PutHistory(StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes)
    {
        foreach (var block in blocks)
        {
            PutBlock(block);
            _finalized[block.Slot] = block.Root;
            _payloadsFrom = Math.Min(_payloadsFrom, block.Slot);
        }

        foreach (var envelope in envelopes)
        {
            PutEnvelope(envelope);
        }

        History = history;
    }

    /// <inheritdoc/>
    public void PutBlock(StoredBlockRow block) => _blocks.TryAdd(block.Root, block);

    /// <inheritdoc/>
    public void PutEnvelope(StoredEnvelopeRow envelope) => _envelopes.TryAdd(envelope.BlockRoot, envelope);

    /// <inheritdoc/>
    public void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer = false)
    {
        if (Anchor is { } former && !keepsFormer && former.Slot != anchor.Slot)
        {
            _snapshots.Remove(former.Slot);
        }

        Keep(new StoredSnapshot(anchor.Slot, anchor.BlockRoot, anchor.StateFork, anchor.StateSsz.Length), anchor.StateSsz);
        var kept = finalizedRoots.ToHashSet();
        var before = Anchor?.Slot;
        var rows = _blocks.Values.Where(block => block.Slot <= anchor.Slot && (before is null || block.Slot > before)).ToArray();
        var isWhole = Anchor is null || kept.Contains(Anchor.BlockRoot);
        var from = isWhole ? 0 : rows.Where(block => kept.Contains(block.Root)).Min(static block => (Slot?)block.Slot);
        foreach (var block in rows)
        {
            if (kept.Contains(block.Root))
            {
                _finalized[block.Slot] = block.Root;
            }
            else if (block.Slot >= from)
            {
                _blocks.Remove(block.Root);
                _envelopes.Remove(block.Root);
            }
        }

        Anchor = anchor;
    }

    /// <inheritdoc/>
    public StoredBlockRow? GetBlock(Root root) => _blocks.GetValueOrDefault(root);

    /// <inheritdoc/>
    public StoredEnvelopeRow? GetEnvelope(Root blockRoot) => _envelopes.GetValueOrDefault(blockRoot);

    /// <inheritdoc/>
    public Root? GetFinalizedRoot(Slot slot) => _finalized.TryGetValue(slot, out var root) ? root : null;

    /// <inheritdoc/>
    public StoredPage BlocksAfter(Slot slot, int count)
    {
        return Page(_blocks.Values, slot, count);
    }

    private static StoredPage Page(IEnumerable<StoredBlockRow> all, Slot slot, int count)
    {
        var slots = all.Where(block => block.Slot > slot).GroupBy(static block => block.Slot).OrderBy(static group => group.Key);
        var blocks = new List<StoredBlockRow>();
        foreach (var group in slots)
        {
            if (blocks.Count >= count)
            {
                return StoredPage.Of(blocks, isLast: false);
            }

            blocks.AddRange(group);
        }

        return StoredPage.Of(blocks, isLast: true);
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);
}
