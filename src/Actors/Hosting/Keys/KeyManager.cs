using Akka.Actor;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Crypto.Bls;
using Serilog;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// Imports and deletes keys while the node runs, one request after the other: what lies in the data directory of keystores, locks and URLs
/// is its own, who signs is the signing actor. A key that is imported is on disk, and what it signed before too, before it signs here; one
/// that is deleted signs no more before it leaves the disk.
/// </summary>
internal sealed partial class KeyManager(ValidatorKeys keys, KeystoreImport import, RemoteSigners remotes, string dataDir, ICanTell signing)
{
    private const string GivenAtStart =
        "the node was started with it (an interop key, --web3signer-url, --validator-keys, or a second keystore) and would have it again "
            + "after a restart; it signs on: take it out there and stop the node";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The keys that are held, as of now.</summary>
    public IReadOnlyList<HeldKey> Held => keys.Held;

    /// <summary>True where a key is held.</summary>
    public bool Has(BLSPubkey pubkey) => keys.Find(pubkey) is not null;

    /// <summary>
    /// Imports keystores with their passwords, and what their keys signed elsewhere (null where that is not known); gives what became of
    /// each, in order. Nothing is imported where that history is refused.
    /// </summary>
    public async Task<IReadOnlyList<KeyStatus>> Import(
        IReadOnlyList<(string Keystore, string Password)> given, Interchange? history, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        IReadOnlyList<OpenedKeystore> opened = [];
        try
        {
            opened = await Task.Run(() => import.Open(given, cancellation), cancellation);
            var statuses = new KeyStatus?[given.Count];
            var fresh = new Dictionary<BLSPubkey, int>();
            for (var i = 0; i < given.Count; i++)
            {
                statuses[i] = opened[i].Problem is { } problem ? KeyStatus.Error(problem)
                    : keys.Find(opened[i].Pubkey) is not null || !fresh.TryAdd(opened[i].Pubkey, i) ? KeyStatus.Duplicate
                    : null;
            }

            var refused = history is null ? null
                : (await signing.Ask<HistoryImported>(new ImportHistory(history), Deadline)).Problem;
            var refusal = KeyStatus.Error($"what the keys signed before is refused: {refused}");
            await Task.Run(
                () =>
                {
                    foreach (var (_, i) in fresh)
                    {
                        statuses[i] = refused is null ? Take(opened[i]) : refusal;
                    }
                },
                CancellationToken.None);
            var taken = fresh.Where(key => statuses[key.Value] == KeyStatus.Imported).Select(static key => key.Value).ToList();
            await Activate([.. taken.Select(i => opened[i])]);
            Log.Information("keys: {Imported} of {Count} keystores were imported", taken.Count, given.Count);
            return statuses!;
        }
        finally
        {
            foreach (var one in opened)
            {
                one.Dispose();
            }

            _turn.Release();
        }
    }

    /// <summary>Deletes keys of keystores; gives what became of each, in order, and what those have signed that sign no more.</summary>
    public async Task<(IReadOnlyList<KeyStatus> Statuses, Interchange? History)> Delete(IReadOnlyList<BLSPubkey> pubkeys)
    {
        await _turn.WaitAsync();
        try
        {
            var own = pubkeys.Where(pubkey => keys.Find(pubkey) is null or { IsManaged: true, Signer: null }).ToList();
            var removed = await signing.Ask<KeysRemoved>(new RemoveKeys(own), Deadline);
            var listed = own.Where(pubkey => keys.Find(pubkey)?.Listed is not null).ToHashSet();
            var unwritten = listed.Count == 0 || removed.Problem is not null ? null
                : RemoteKeyFile.Write(dataDir, Imported().Where(key => !listed.Contains(key.Pubkey)));
            var known = removed.History?.Data.ToDictionary(static key => key.Pubkey) ?? [];
            var statuses = new List<KeyStatus>();
            var shown = new HashSet<BLSPubkey>();
            foreach (var pubkey in pubkeys)
            {
                var status = Drop(pubkey, removed, known.ContainsKey(pubkey), listed.Contains(pubkey) ? unwritten : null);
                statuses.Add(status);
                if (status == KeyStatus.Deleted || status == KeyStatus.NotActive)
                {
                    shown.Add(pubkey);
                }
            }

            Log.Information("keys: {Deleted} of {Count} keys were deleted", statuses.Count(KeyStatus.Deleted.Equals), pubkeys.Count);
            var history = removed.History;
            return (statuses, history is null ? null : history with { Data = [.. history.Data.Where(key => shown.Contains(key.Pubkey))] });
        }
        finally
        {
            _turn.Release();
        }
    }

    private KeyStatus Take(OpenedKeystore opened)
    {
        var (key, problem) = import.Write(opened);
        if (key is null)
        {
            return KeyStatus.Error(problem!);
        }

        keys.Add(key);
        return KeyStatus.Imported;
    }

    private async Task Activate(IReadOnlyList<OpenedKeystore> opened)
    {
        if (opened.Count > 0)
        {
            var signer = new LocalSigner(ManagedBls.Shared, opened.Select(static one => (one.Pubkey, one.TakeSecret())));
            keys.Own(signer);
            await signing.Ask<KeysAdded>(new AddKeys([.. opened.Select(static one => one.Pubkey)], signer), Deadline);
        }
    }

    private KeyStatus Drop(BLSPubkey pubkey, KeysRemoved removed, bool isKnown, string? listed)
    {
        if (keys.Find(pubkey) is not { } key)
        {
            return removed.Problem is { } unread ? KeyStatus.Error(unread) : isKnown ? KeyStatus.NotActive : KeyStatus.NotFound;
        }

        if (key.Signer is not null)
        {
            return KeyStatus.Error("it is of a signer elsewhere: delete it among the remote keys");
        }

        if (!key.IsManaged)
        {
            return KeyStatus.Error(GivenAtStart);
        }

        // Whatever becomes of the files, it signs no more. Without its history, which is to be given with it, it stays on disk.
        if ((removed.Problem ?? listed ?? KeystoreFiles.Delete(key.File!)) is { } problem)
        {
            return KeyStatus.Error($"it signs no more here, but is left on disk, and would sign again after a restart: {problem}");
        }

        keys.Remove(key);
        return KeyStatus.Deleted;
    }
}
