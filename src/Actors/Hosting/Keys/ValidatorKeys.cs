using System.Collections.Immutable;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Remote;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Serilog;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// The keys of `run`: of keystores, of a signer elsewhere, and interop keys. Disposing of it zeroes what is in memory and lets the locks of
/// the keystores go.
/// </summary>
internal sealed class ValidatorKeys : IDisposable
{
    private const int MaxNamed = 10;
    private const int ProgressSteps = 10;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private readonly KeyOptions _options;
    private readonly Func<string, string> _originOf;
    private readonly TimeProvider _time;
    private readonly KeyFolder _folder;
    private readonly string _dataDir;
    private readonly List<IDisposable> _parts = [];
    private readonly List<IValidatorSigner> _signers = [];
    private volatile ImmutableDictionary<BLSPubkey, HeldKey> _held = ImmutableDictionary<BLSPubkey, HeldKey>.Empty;

    private ValidatorKeys(KeyOptions options, Func<string, string> originOf, string dataDir, TimeProvider time)
    {
        (_options, _originOf, _dataDir, _time) = (options, originOf, dataDir, time);
        _folder = KeyFolder.Of(dataDir);
    }

    /// <summary>The keys that are held, as of now.</summary>
    public IReadOnlyList<HeldKey> Held => [.. _held.Values];

    /// <summary>Signers by URL, once all keys are joined.</summary>
    public RemoteSigners? Remotes { get; private set; }

    /// <summary>The interop keys, once they are joined.</summary>
    public IReadOnlyCollection<BLSPubkey> InteropPubkeys { get; private set; } = [];

    /// <summary>The keys of keystores that were there at the start.</summary>
    public IReadOnlyCollection<BLSPubkey> KeystorePubkeys { get; private set; } = [];

    /// <summary>
    /// Opens the keystores, if any; throws <see cref="NodeStartException"/> where one of them gives no key, unless that is allowed, or none
    /// does. Where options come from, <paramref name="originOf"/> says.
    /// </summary>
    public static async Task<ValidatorKeys> Open(
        KeyOptions options, Func<string, string> originOf, string dataDir, TimeProvider time, CancellationToken cancellation)
    {
        var keys = new ValidatorKeys(options, originOf, dataDir, time);
        if (options.Keystores.Count > 0)
        {
            var loaded = await Task.Run(() => Load(options, originOf, cancellation), CancellationToken.None);
            keys._parts.Add(loaded);
            keys.KeystorePubkeys = [.. loaded.Keys.Select(static key => key.Pubkey)];
            keys._signers.Add(new LocalSigner(ManagedBls.Shared, loaded.Keys.Select(static key => (key.Pubkey, key.Secret))));
            foreach (var key in loaded.Keys)
            {
                var isManaged = keys._folder.Has(key.File) && !key.IsOfOthers;
                keys.Add(new HeldKey(key.Pubkey, key.Derivation, key.File, key.Lock, null) { IsManaged = isManaged });
            }
        }

        return keys;
    }

    /// <summary>
    /// Adds interop keys, and those of the signer elsewhere, if any; gives who signs with all of them. Throws
    /// <see cref="NodeStartException"/> where that signer does not say in time which keys it has.
    /// </summary>
    public async Task<KeyRing> Join(
        IReadOnlyList<ValidatorKey> interop, ChainSpec spec, BeaconState state, CancellationToken cancellation)
    {
        if (interop.Count > 0)
        {
            var own = new LocalSigner(ManagedBls.Shared, interop.Select(static key => key.SecretKey));
            Add(own);
            Hold(own.Pubkeys, null);
            InteropPubkeys = [.. own.Pubkeys];
        }

        if (_options.Signer is { } signer)
        {
            var remote = await Connect(signer, _options, spec, state, _originOf, cancellation);
            Add(remote);
            Hold(remote.Pubkeys, signer.Url);
        }

        Remotes = new RemoteSigners(_options.Remote, _options.Signer?.Url, spec, state.GenesisValidatorsRoot);
        _parts.Add(Remotes);
        var ring = new KeyRing(new CompositeSigner(_signers));
        foreach (var (pubkey, url) in RemoteKeyFile.Read(_dataDir))
        {
            Join(ring, pubkey, url);
        }

        Tell(ring, interop, state);
        return ring;
    }

    /// <summary>Gives a key that is held; null where it is not.</summary>
    public HeldKey? Find(BLSPubkey pubkey) => _held.GetValueOrDefault(pubkey);

    /// <summary>Holds a further key.</summary>
    public void Add(HeldKey key) => _held = _held.SetItem(key.Pubkey, key);

    /// <summary>Disposes of a signer with the others; those whose keys are all gone need none of that, and are let go of.</summary>
    public void Own(LocalSigner signer)
    {
        _parts.RemoveAll(static part => part is LocalSigner { IsIdle: true });
        _parts.Add(signer);
    }

    /// <summary>Holds a key no more, whose keystore, if any, is deleted: its password and its lock go too.</summary>
    public void Remove(HeldKey key)
    {
        _held = _held.Remove(key.Pubkey);
        if (key.File is not null)
        {
            foreach (var secret in _folder.SecretsOf(key.File))
            {
                _ = KeystoreFiles.Delete(secret);
            }

            key.Lock?.Forget();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.ForEach(static part => part.Dispose());
        foreach (var key in _held.Values)
        {
            key.Lock?.Dispose();
        }
    }

    // What the node is given at its start is not its own to delete, though it have it otherwise too.
    private void Hold(IEnumerable<BLSPubkey> pubkeys, Uri? signer)
    {
        foreach (var pubkey in pubkeys)
        {
            Add(Find(pubkey) is { } known ? known with { IsManaged = false } : new HeldKey(pubkey, "", null, null, signer));
        }
    }

    // A key that another source has is signed with by that one, and stays in the file until it is deleted.
    private void Join(KeyRing ring, BLSPubkey pubkey, Uri url)
    {
        if (Find(pubkey) is { } known)
        {
            Add(known with { Listed = url });
            return;
        }

        ring.Add(pubkey, Remotes!.Take(url, pubkey, out var problem)
            ?? throw new NodeStartException($"a key that was imported of a signer elsewhere: {problem}"));
        Add(new HeldKey(pubkey, "", null, null, url) { IsManaged = true, Listed = url });
    }

    private static LoadedKeystores Load(KeyOptions options, Func<string, string> originOf, CancellationToken cancellation)
    {
        var origin = originOf(KeyOptions.KeystoresPath);
        var places = new List<KeystorePlace>();
        foreach (var source in options.Keystores)
        {
            places.AddRange(source.Find(out var problem) ?? throw new NodeStartException($"{origin}: {problem}"));
        }

        // A folder may be named twice, and that of the data directory is always one of them.
        places = [.. places.DistinctBy(static place => Path.GetFullPath(place.File))];
        if (places.Count == 0)
        {
            throw new NodeStartException($"{origin}: {options.NoKeystore}");
        }

        Log.Information("opens {Count} keystores", places.Count);
        var step = Math.Max(1, places.Count / ProgressSteps);
        var loader = new KeystoreLoader(
            ManagedBls.Shared, new ScryptMemory(options.MemoryBytes), Environment.ProcessorCount, options.IsLocking);
        var loaded = loader.Load(places, done =>
        {
            if (done % step == 0 && done < places.Count)
            {
                Log.Information("opened {Done} of {Count} keystores", done, places.Count);
            }
        }, cancellation);
        if (Problem(loaded, options, origin) is { } refused)
        {
            loaded.Dispose();
            throw new NodeStartException(refused);
        }

        if (loaded.Unlocked > 0)
        {
            Log.Warning(
                "{Count} keystores have no lock, since their folder is not to be written to: no other program may sign with their keys",
                loaded.Unlocked);
        }

        return loaded;
    }

    // Each file that gives no key is said by itself, as far as a log bears it.
    private static string? Problem(LoadedKeystores loaded, KeyOptions options, string origin)
    {
        var refusals = loaded.Refusals;
        foreach (var refusal in refusals.Take(MaxNamed))
        {
            Log.Error("no key: {Refusal:l}", refusal.ToString());
        }

        if (refusals.Count > MaxNamed)
        {
            Log.Error("no key of {Count} more keystores", refusals.Count - MaxNamed);
        }

        var first = refusals.Count > 0 ? $", the first {refusals[0]}" : "";
        return loaded.Keys.Count == 0 ? $"{origin}: no keystore gives a key{first}"
            : refusals.Count > 0 && options.IsStrict
                ? $"{origin}: {refusals.Count} of {loaded.Keys.Count + refusals.Count} keystores give no key{first}; "
                    + "consensoor.validators.keystores.strict = off starts without them"
            : null;
    }

    private async Task<RemoteSigner> Connect(
        RemoteSignerOptions signer,
        KeyOptions options,
        ChainSpec spec,
        BeaconState state,
        Func<string, string> originOf,
        CancellationToken cancellation)
    {
        var named = options.SignerKeys.Length == 0 ? null : PublicKeyList.Read(options.SignerKeys, out var problem)
            ?? throw new NodeStartException($"{originOf(KeyOptions.SignerKeysPath)}: {problem}");
        var wait = FirstWait;
        using var late = new CancellationTokenSource(options.SignerPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        while (true)
        {
            var (connected, failure) = await RemoteSigner.Connect(
                signer, spec, state.GenesisValidatorsRoot, ManagedBls.Shared, named);
            if (connected is not null)
            {
                return connected;
            }

            var isPassing = failure!.Kind is RemoteFailureKind.Unreachable or RemoteFailureKind.TimedOut or RemoteFailureKind.Failed;
            if (!isPassing || late.IsCancellationRequested)
            {
                throw new NodeStartException($"{originOf(KeyOptions.UrlPath)}: {failure}");
            }

            Log.Warning("{Failure:l}; it is asked again in {Wait}", failure.Message, wait);
            try
            {
                await Task.Delay(wait, _time, either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Asked a last time.
            }

            wait *= 2;
        }
    }

    private static void Tell(IValidatorSigner signer, IReadOnlyList<ValidatorKey> interop, BeaconState state)
    {
        // A state that knows no registry tells nothing of it.
        var others = signer.Pubkeys.Count - interop.Count;
        if (others <= 0 || state.Validators.Count == 0)
        {
            return;
        }

        var known = signer.Pubkeys.Count(pubkey => Accessors.TryGetValidatorIndex(state, pubkey, out _)) - interop.Count;
        Log.Information(
            "acts for {Count} keys: {Known} in the registry, {Unknown} that are to be deposited yet", others, known, others - known);
    }

    private void Add<T>(T signer)
        where T : IValidatorSigner, IDisposable
    {
        _parts.Add(signer);
        _signers.Add(signer);
    }
}
