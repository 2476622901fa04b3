using Microsoft.Data.Sqlite;

namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>
/// A protection in a SQLite file of its own. Journal WAL and synchronous FULL: a commit is flushed to the disk before the call returns.
/// The file is held exclusively. After a failed write the file is opened anew at the next call, so that a full disk heals without a
/// restart.
/// </summary>
public sealed class SqliteSlashingProtection : ISlashingProtection
{
    private readonly string _path;
    private readonly Root _genesisValidatorsRoot;
    private readonly Action<SigningStep> _onStep;
    private readonly HistoryCache _histories;
    private ProtectionDatabase? _database;

    private SqliteSlashingProtection(string path, Root genesisValidatorsRoot, ProtectionStrategy strategy, Action<SigningStep>? onStep)
    {
        _path = path;
        _genesisValidatorsRoot = genesisValidatorsRoot;
        _onStep = onStep ?? (static _ => { });
        _histories = new HistoryCache(strategy, pubkey => Database.Load(pubkey, strategy));
        _database = ProtectionDatabase.Open(path, genesisValidatorsRoot);
    }

    private ProtectionDatabase Database => _database ??= ProtectionDatabase.Open(_path, _genesisValidatorsRoot);

    /// <summary>
    /// Opens or makes a file. Throws <see cref="SlashingProtectionException"/> where it is in use, damaged, of another format or of another
    /// chain. The action, if any, hears of the steps in it.
    /// </summary>
    public static SqliteSlashingProtection Open(
        string path,
        Root genesisValidatorsRoot,
        ProtectionStrategy strategy = ProtectionStrategy.Complete,
        Action<SigningStep>? onStep = null) => new(path, genesisValidatorsRoot, strategy, onStep);

    /// <inheritdoc/>
    public IReadOnlyList<string?> Note(IReadOnlyList<SlashableMessage> messages) =>
        Guarded(messages.Select(static message => message.Pubkey), () =>
        {
            var added = new List<SlashableMessage>();
            var refusals = _histories.Note(messages, added);
            _onStep(SigningStep.Checked);
            if (added.Count > 0)
            {
                using var transaction = Database.Begin();
                foreach (var message in added)
                {
                    Database.Insert(message);
                }

                foreach (var pubkey in added.Select(static message => message.Pubkey).Distinct())
                {
                    Database.Prune(pubkey, _histories[pubkey].Floor);
                }

                _onStep(SigningStep.Written);
                transaction.Commit();
            }

            _onStep(SigningStep.Committed);
            return refusals;
        });

    /// <inheritdoc/>
    public ImportCount Import(Interchange interchange)
    {
        InterchangeChecks.ThrowIfForeign(interchange, _genesisValidatorsRoot);
        return Guarded(interchange.Data.Select(static key => key.Pubkey), () =>
        {
            using var transaction = Database.Begin();
            var count = _histories.Import(interchange.Data);
            foreach (var pubkey in interchange.Data.Select(static key => key.Pubkey).Distinct())
            {
                Database.Replace(pubkey, _histories[pubkey]);
            }

            transaction.Commit();
            return count;
        });
    }

    /// <inheritdoc/>
    public Interchange Export(IReadOnlySet<BLSPubkey>? of = null) => Guarded([], () => new Interchange(
        _genesisValidatorsRoot,
        [.. Database.Pubkeys().Where(pubkey => of?.Contains(pubkey) != false)
            .Select(pubkey => HistoryCache.Export(pubkey, _histories[pubkey]))]));

    /// <inheritdoc/>
    public void Dispose() => _database?.Dispose();

    /// <summary>
    /// Runs something; where it fails, the file counts, not the memory: it is opened anew and the keys concerned are read again.
    /// </summary>
    private T Guarded<T>(IEnumerable<BLSPubkey> pubkeys, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e)
        {
            _histories.Forget(pubkeys);
            _database?.Dispose();
            _database = null;
            throw e as SlashingProtectionException ?? new SlashingProtectionException($"{_path}: {e.Message}", e);
        }
    }
}
