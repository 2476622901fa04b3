using Consensoor.Interop.Keys.Passwords;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// Opens many keystores side by side: so many at once as there are processors for it, all of them within one <see cref="ScryptMemory"/>. A
/// file that gives no key costs itself only.
/// </summary>
public sealed class KeystoreLoader(IBls bls, ScryptMemory memory, int parallel, bool isLocking)
{
    /// <summary>
    /// Opens keystores; the action hears how many are done, of any thread. What was opened until it is cancelled is zeroed, and
    /// OperationCanceledException thrown.
    /// </summary>
    public LoadedKeystores Load(IReadOnlyList<KeystorePlace> places, Action<int> onProgress, CancellationToken cancellation)
    {
        var opened = new Opened?[places.Count];
        var done = 0;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, parallel), CancellationToken = cancellation };
            Parallel.For(0, places.Count, options, at =>
            {
                opened[at] = Open(places[at]);
                onProgress(Interlocked.Increment(ref done));
            });
        }
        catch
        {
            foreach (var one in opened)
            {
                one?.Key?.Secret.Dispose();
                one?.Key?.Lock?.Dispose();
            }

            throw;
        }

        return Gather(opened);
    }

    // The same key in two files counts once; the other file says so.
    private static LoadedKeystores Gather(Opened?[] opened)
    {
        var keys = new Dictionary<BLSPubkey, LoadedKey>();
        var refusals = new List<KeystoreRefusal>();
        var locks = new List<KeystoreLock?>();
        var unlocked = 0;
        foreach (var one in opened)
        {
            if (one?.Refusal is { } refusal)
            {
                refusals.Add(refusal);
            }
            else if (one?.Key is { } key)
            {
                unlocked += one.IsUnlocked ? 1 : 0;
                if (!keys.TryAdd(key.Pubkey, key))
                {
                    // Its lock is kept, so that no other program signs with the key by this file.
                    key.Secret.Dispose();
                    locks.Add(key.Lock);
                    refusals.Add(new KeystoreRefusal(
                        key.File, KeystoreFault.OtherKey, $"its key {key.Pubkey} is that of {keys[key.Pubkey].File} too"));
                    keys[key.Pubkey] = keys[key.Pubkey] with { IsOfOthers = true };
                }
            }
        }

        return new LoadedKeystores([.. keys.Values], refusals, [.. locks.OfType<KeystoreLock>()], unlocked);
    }

    private Opened Open(KeystorePlace place)
    {
        if (KeystoreFiles.ReadKeystore(place.File, out var refusal) is not { } keystore)
        {
            return new Opened(null, refusal, false);
        }

        KeystoreLock? taken = null;
        if (isLocking && (taken = KeystoreLock.Take(place.File, out refusal)) is null && refusal is not null)
        {
            return new Opened(null, refusal, false);
        }

        var isOpened = false;
        try
        {
            using var password = KeystoreFiles.ReadPassword(place, out refusal);
            if (password is not null)
            {
                if (keystore.Open(password, bls, memory, out var pubkey, out var problem) is { } secret)
                {
                    isOpened = true;
                    var key = new LoadedKey(pubkey, secret, place.File, keystore.Path) { Lock = taken };
                    return new Opened(key, null, isLocking && taken is null);
                }

                refusal = new KeystoreRefusal(place.File, problem.Fault, problem.Reason);
            }

            return new Opened(null, refusal, false);
        }
        finally
        {
            if (!isOpened)
            {
                taken?.Dispose();
            }
        }
    }

    private sealed record Opened(LoadedKey? Key, KeystoreRefusal? Refusal, bool IsUnlocked);
}
