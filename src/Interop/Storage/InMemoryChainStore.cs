namespace Consensoor.Interop.Storage;

/// <summary>A chain store that lives as long as the process: for simulations and nodes without a data directory.</summary>
public sealed class InMemoryChainStore : IChainStore
{
    private readonly Dictionary<Root, StoredBlockRow> _blocks = [];
    private readonly Dictionary<Root, StoredEnvelopeRow> _envelopes = [];
    private readonly Dictionary<Slot, Root> _finalized = [];
    private readonly Dictionary<string, byte[]> _values = [];

    /// <inheritdoc/>
    public StoredAnchor? Anchor { get; private set; }

    /// <inheritdoc/>
    public void PutBlock(StoredBlockRow block) => _blocks.TryAdd(block.Root, block);

    /// <inheritdoc/>
    public void PutEnvelope(StoredEnvelopeRow envelope) => _envelopes.TryAdd(envelope.BlockRoot, envelope);

    /// <inheritdoc/>
    public void PutAnchor(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots)
    {
        var kept = finalizedRoots.ToHashSet();
        var before = Anchor?.Slot;
        foreach (var block in _blocks.Values.Where(block => block.Slot <= anchor.Slot && (before is null || block.Slot > before)).ToArray())
        {
            if (kept.Contains(block.Root))
            {
                _finalized[block.Slot] = block.Root;
            }
            else
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
    public IEnumerable<StoredBlockRow> BlocksAfter(Slot slot) => _blocks.Values.Where(block => block.Slot > slot).OrderBy(block => block.Slot).ToArray();

    /// <inheritdoc/>
    public byte[]? GetValue(string name) => _values.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void PutValue(string name, byte[] value) => _values[name] = value;

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);
}
