using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Remote;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks whether keys can be had: opens the first keystores, without locking them, and asks a signer elsewhere whether it is up and which
/// keys it has. A key is never shown.
/// </summary>
internal static class KeyCheck
{
    private const string Name = "keys";
    private const string Mend = "mend the file or its password, or take it away";
    private const int Opened = 16;
    private const int MaxShown = 5;

    /// <summary>Looks at the keys of options and of the data directory.</summary>
    public static async Task<IReadOnlyList<Finding>> Of(Patient patient, CancellationToken cancellation)
    {
        if (patient.Hocon is not { } hocon)
        {
            return [];
        }

        KeyOptions options;
        try
        {
            options = KeyOptions.From(hocon.Config.GetConfig("consensoor")).With(patient.Run.Node.DataDir);
        }
        catch (NodeStartException e)
        {
            return [Finding.Fail(Name, e.Message, "put the files back, or let the user of the node read them")];
        }

        var findings = new List<Finding>();
        findings.AddRange(OfFiles(options, cancellation));
        if (options.Signer is { } signer && patient.Spec is { } spec)
        {
            findings.Add(await OfSigner(signer, options.SignerKeys, spec));
        }

        return findings.Count > 0 || options.Signer is not null || patient.Run.InteropValidators is not null
            ? findings
            : [Finding.Ok(Name, "none are given: the node signs nothing")];
    }

    private static IEnumerable<Finding> OfFiles(KeyOptions options, CancellationToken cancellation)
    {
        var places = new List<KeystorePlace>();
        foreach (var source in options.Keystores)
        {
            if (source.Find(out var problem) is not { } found)
            {
                yield return Finding.Fail(Name, $"{problem}", "name folders that are there (--validator-keys KEYSTORES:SECRETS)");
                continue;
            }

            places.AddRange(found);
        }

        if (places.Count == 0)
        {
            if (options.Keystores.Count > 0)
            {
                yield return Finding.Fail(Name, options.NoKeystore, "name the folder of keystores first, then that of passwords");
            }

            yield break;
        }

        var loader = new KeystoreLoader(
            ManagedBls.Shared, new ScryptMemory(options.MemoryBytes), Environment.ProcessorCount, isLocking: false);
        using var loaded = loader.Load([.. places.Take(Opened)], static _ => { }, cancellation);
        foreach (var refusal in loaded.Refusals.Take(MaxShown))
        {
            var text = $"no key: {refusal}";
            yield return options.IsStrict
                ? Finding.Fail(Name, text, $"{Mend}; consensoor.validators.keystores.strict = off starts without it")
                : Finding.Warn(Name, text, $"{Mend}: the node starts without it");
        }

        var sum = $"{loaded.Keys.Count} of {Math.Min(places.Count, Opened)} keystores open";
        yield return loaded.Keys.Count == 0
            ? Finding.Fail(Name, sum, "see above")
            : Finding.Ok(Name, places.Count > Opened ? $"{sum} (of {places.Count}, the first {Opened} were tried)" : sum);
    }

    // What a signer lists is asked even where a start is given keys and asks for no list: it tells whether the signer is up.
    private static async Task<Finding> OfSigner(RemoteSignerOptions options, string keys, ChainSpec spec)
    {
        string? problem = null;
        var named = keys.Length == 0 ? [] : PublicKeyList.Read(keys, out problem);
        if (named is null)
        {
            return Finding.Fail(Name, $"--web3signer-public-keys: {problem}", "name keys in hex, or a file of them");
        }

        var (signer, failure) = await RemoteSigner.Connect(options, spec, default, ManagedBls.Shared, pubkeys: null);
        using (signer)
        {
            var at = $"the signer at {options.Url.Authority}";
            if (named.Count > 0)
            {
                return failure is { Kind: RemoteFailureKind.Unreachable or RemoteFailureKind.TimedOut }
                    ? Finding.Fail(Name, $"{at}: {failure.Message}", "start it, or mend --web3signer-url")
                    : Finding.Ok(Name, $"{at} is up, and {named.Count} keys are named");
            }

            return failure is not null ? Finding.Fail(Name, $"{at}: {failure.Message}", "start it, or mend --web3signer-url")
                : signer is { Pubkeys.Count: var count and > 0 } ? Finding.Ok(Name, $"{at} has {count} keys")
                : Finding.Fail(Name, $"{at} lists no key", "give it keys");
        }
    }
}
