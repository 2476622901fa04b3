namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>
/// A protection that lives as long as the object: for simulated nodes, which hold it over their restarts as they do their disk.
/// </summary>
public sealed class InMemorySlashingProtection : ISlashingProtection
{
    private readonly Root _genesisValidatorsRoot;
    private readonly HistoryCache _histories;
    private readonly SortedSet<BLSPubkey> _pubkeys = [];

    /// <summary>Builds an empty protection for the chain of a genesis validators root.</summary>
    public InMemorySlashingProtection(Root genesisValidatorsRoot, ProtectionStrategy strategy = ProtectionStrategy.Complete)
    {
        _genesisValidatorsRoot = genesisValidatorsRoot;
        _histories = new HistoryCache(strategy, pubkey =>
        {
            _pubkeys.Add(pubkey);
            return new SigningHistory(strategy);
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string?> Note(IReadOnlyList<SlashableMessage> messages) => _histories.Note(messages, []);

    /// <inheritdoc/>
    public ImportCount Import(Interchange interchange)
    {
        InterchangeChecks.ThrowIfForeign(interchange, _genesisValidatorsRoot);
        return _histories.Import(interchange.Data);
    }

    /// <inheritdoc/>
    public Interchange Export(IReadOnlySet<BLSPubkey>? of = null) => new(
        _genesisValidatorsRoot,
        [.. _pubkeys.Where(pubkey => of?.Contains(pubkey) != false).Select(pubkey => HistoryCache.Export(pubkey, _histories[pubkey]))]);

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);
}
