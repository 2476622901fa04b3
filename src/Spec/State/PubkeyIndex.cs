using System.Collections.Immutable;

namespace Consensoor.Spec.State;

/// <summary>
/// From public key to validator index, immutable: a base over the registry as it was when first asked, and an overlay of those who came
/// since, so that states of one lineage share the base and branches never see each other's validators.
/// </summary>
internal sealed class PubkeyIndex
{
    // A key, an index and the table's two numbers, with its room to grow; a node of the tree and its list.
    private const long EntryBytes = 80;
    private const long OverlayBytes = 120;

    private readonly Dictionary<BLSPubkey, ValidatorIndex> _base;
    private readonly ImmutableDictionary<BLSPubkey, ValidatorIndex> _overlay;

    private PubkeyIndex(Dictionary<BLSPubkey, ValidatorIndex> @base, ImmutableDictionary<BLSPubkey, ValidatorIndex> overlay, int count)
    {
        _base = @base;
        _overlay = overlay;
        Count = count;
    }

    /// <summary>How many validators of the registry, from the first on, are in the index.</summary>
    public int Count { get; }

    /// <summary>An index over all validators of a state.</summary>
    public static PubkeyIndex Build(BeaconState state)
    {
        var count = state.Validators.Count;
        var map = new Dictionary<BLSPubkey, ValidatorIndex>(count);
        ValidatorIndex index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                map.TryAdd(validator.Pubkey, index++);
            }
        }

        return new PubkeyIndex(map, ImmutableDictionary<BLSPubkey, ValidatorIndex>.Empty, count);
    }

    /// <summary>The same with the validators that a state has more; built anew where the overlay has grown large.</summary>
    public PubkeyIndex Extend(BeaconState state)
    {
        var count = state.Validators.Count;
        if (_overlay.Count + count - Count > Math.Max(1024, _base.Count / 8))
        {
            return Build(state);
        }

        var overlay = _overlay.ToBuilder();
        for (var i = Count; i < count; i++)
        {
            var pubkey = state.Validators[i].Pubkey;
            if (!_base.ContainsKey(pubkey))
            {
                overlay.TryAdd(pubkey, (ValidatorIndex)i);
            }
        }

        return new PubkeyIndex(_base, overlay.ToImmutable(), count);
    }

    /// <summary>About the bytes of memory that the index holds and another does not; an overlay counts whole.</summary>
    public long BytesOver(PubkeyIndex? other) =>
        (ReferenceEquals(_base, other?._base) ? 0 : EntryBytes * (long)_base.Count)
        + (ReferenceEquals(_overlay, other?._overlay) ? 0 : OverlayBytes * (long)_overlay.Count);

    /// <summary>The index of a key.</summary>
    public bool TryGet(BLSPubkey pubkey, out ValidatorIndex index) =>
        _base.TryGetValue(pubkey, out index) || _overlay.TryGetValue(pubkey, out index);
}
