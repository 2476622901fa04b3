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
/// that is deleted signs no more before it leaves the disk. What comes to no end may be asked for again.
/// </summary>
internal sealed partial class KeyManager(ValidatorKeys keys, KeystoreImport import, RemoteSigners remotes, string dataDir, ICanTell signing)
{
    private const string GivenAtStart =
        "the node was started with it (an interop key, --web3signer-url, --validator-keys, or a second keystore) and would have it again "
            + "after a restart; it signs on: take it out there and stop the node";

    private const string Full = "there are as many keystores already as a node starts with";

    private const string Unanswered = "signing has not answered in time, and whether it signs is not known: ask again";

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>How long signing may take to answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

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
                    : Standing(opened[i].Pubkey, isRemote: false) ?? (fresh.TryAdd(opened[i].Pubkey, i) ? null : KeyStatus.Duplicate);
            }

            var refused = await Prepare(fresh.Keys, history);
            var room = KeystoreSource.MaxKeystores - keys.Held.Count(static key => key.File is not null);
            await Task.Run(
                () =>
                {
                    foreach (var (pubkey, i) in fresh)
                    {
                        statuses[i] = refused is not null ? KeyStatus.Error(refused)
                            : Has(pubkey) || room-- > 0 ? Take(opened[i])
                            : KeyStatus.Error(Full);
                    }
                },
                CancellationToken.None);
            var taken = fresh.Where(key => statuses[key.Value] == KeyStatus.Imported).Select(static key => key.Value).ToList();
            if (await Activate([.. taken.Select(i => opened[i])]) is { } unanswered)
            {
                taken.ForEach(i => statuses[i] = KeyStatus.Error($"it is on disk, but {unanswered}"));
                taken.Clear();
            }

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

    /// <summary>
    /// Deletes keys of keystores; gives what became of each, in order, and what those have signed that sign no more: nothing where that
    /// cannot be read.
    /// </summary>
    public async Task<(IReadOnlyList<KeyStatus> Statuses, Interchange History)> Delete(IReadOnlyList<BLSPubkey> pubkeys)
    {
        await _turn.WaitAsync();
        try
        {
            var own = pubkeys.Where(pubkey => keys.Find(pubkey) is null or { IsManaged: true, Signer: null }).ToHashSet();
            var removed = await Remove(own);
            var unlisted = removed is { Problem: null } ? Unlist(own) : null;
            var known = removed?.History?.Data.Select(static key => key.Pubkey).ToHashSet() ?? [];
            var statuses = new List<KeyStatus>();
            var shown = new HashSet<BLSPubkey>();
            foreach (var pubkey in pubkeys)
            {
                var status = Drop(pubkey, removed, known.Contains(pubkey), unlisted);
                statuses.Add(status);
                if (status == KeyStatus.Deleted || status == KeyStatus.NotActive)
                {
                    shown.Add(pubkey);
                }
            }

            Log.Information("keys: {Deleted} of {Count} keys were deleted", statuses.Count(KeyStatus.Deleted.Equals), pubkeys.Count);
            var history = removed?.History ?? new Interchange(remotes.GenesisValidatorsRoot, []);
            return (statuses, history with { Data = [.. history.Data.Where(key => shown.Contains(key.Pubkey))] });
        }
        finally
        {
            _turn.Release();
        }
    }

    // Why a key is not imported that is held; null where it is not, or is left of what came to no end.
    private KeyStatus? Standing(BLSPubkey pubkey, bool isRemote) => keys.Find(pubkey) switch
    {
        null => null,
        { IsActive: true } => KeyStatus.Duplicate,
        { Signer: null } when isRemote => KeyStatus.Error("its keystore is here still: import that again, or delete it"),
        { Signer: not null } when !isRemote => KeyStatus.Error("it is among the remote keys still: import it there again, or delete it"),
        _ => null,
    };

    // What is left signs with nothing any more before it is taken anew, and what keys signed elsewhere is on disk; or why not.
    private async Task<string?> Prepare(IEnumerable<BLSPubkey> fresh, Interchange? history)
    {
        var left = fresh.Where(Has).ToList();
        if (left.Count > 0 && await Remove(left) is null)
        {
            return Unanswered;
        }

        if (history is null)
        {
            return null;
        }

        return await Ask<HistoryImported>(new ImportHistory(history)) is not { } imported ? Unanswered
            : imported.Problem is { } refused ? $"what the keys signed before is refused: {refused}"
            : null;
    }

    private KeyStatus Take(OpenedKeystore opened)
    {
        if (keys.Find(opened.Pubkey) is { } left)
        {
            // A keystore is deleted before its password: where it is there, all of it is.
            if (File.Exists(left.File))
            {
                return KeyStatus.Imported;
            }

            keys.Remove(left);
        }

        var (key, problem) = import.Write(opened);
        if (key is null)
        {
            return KeyStatus.Error(problem!);
        }

        keys.Add(key with { IsActive = false });
        return KeyStatus.Imported;
    }

    private Task<string?> Activate(IReadOnlyList<OpenedKeystore> opened)
    {
        if (opened.Count == 0)
        {
            return Task.FromResult<string?>(null);
        }

        var signer = new LocalSigner(ManagedBls.Shared, opened.Select(static one => (one.Pubkey, one.TakeSecret())));
        keys.Own(signer);
        return Activate([.. opened.Select(static one => one.Pubkey)], signer);
    }

    private async Task<string?> Activate(IReadOnlyList<BLSPubkey> pubkeys, IValidatorSigner signer)
    {
        if (await Ask<KeysAdded>(new AddKeys(pubkeys, signer)) is null)
        {
            return Unanswered;
        }

        SetActive(pubkeys, true);
        return null;
    }

    // Null where signing does not answer; until it does nobody knows which of them sign.
    private Task<KeysRemoved?> Remove(IReadOnlyCollection<BLSPubkey> pubkeys)
    {
        SetActive(pubkeys, false);
        return Ask<KeysRemoved>(new RemoveKeys([.. pubkeys]));
    }

    private void SetActive(IEnumerable<BLSPubkey> pubkeys, bool isActive)
    {
        foreach (var key in pubkeys.Select(keys.Find).OfType<HeldKey>())
        {
            keys.Add(key with { IsActive = isActive });
        }
    }

    private async Task<T?> Ask<T>(object message)
        where T : class
    {
        try
        {
            return await signing.Ask<T>(message, Deadline);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    // Takes keys of keystores out of the file of remote keys, where they stand in it; the reason where that cannot be done.
    private string? Unlist(IReadOnlySet<BLSPubkey> pubkeys)
    {
        var listed = pubkeys.Select(keys.Find).OfType<HeldKey>().Where(static key => key.Listed is not null).ToList();
        var problem = listed.Count == 0 ? null
            : RemoteKeyFile.Write(dataDir, Imported().Where(key => !pubkeys.Contains(key.Pubkey)));
        if (problem is null)
        {
            listed.ForEach(key => keys.Add(key with { Listed = null }));
        }

        return problem;
    }

    private KeyStatus Drop(BLSPubkey pubkey, KeysRemoved? removed, bool isKnown, string? unlisted)
    {
        var key = keys.Find(pubkey);
        if (key is { Signer: not null })
        {
            return KeyStatus.Error("it is of a signer elsewhere: delete it among the remote keys");
        }

        if (key is { IsManaged: false })
        {
            return KeyStatus.Error(GivenAtStart);
        }

        if (removed is null)
        {
            return KeyStatus.Error(Unanswered);
        }

        if (key is null)
        {
            return removed.Problem is { } unread ? KeyStatus.Error(unread) : isKnown ? KeyStatus.NotActive : KeyStatus.NotFound;
        }

        // Whatever becomes of the files, it signs no more. Without its history, which is to be given with it, it stays on disk.
        var problem = removed.Problem ?? (key.Listed is null ? null : unlisted) ?? KeystoreFiles.Delete(key.File!);
        if (problem is not null)
        {
            return KeyStatus.Error(
                $"it signs no more here, but is left on disk, and would sign again after a restart: {problem}; delete or import it again");
        }

        keys.Remove(key);
        return KeyStatus.Deleted;
    }
}
