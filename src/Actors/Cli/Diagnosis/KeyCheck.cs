using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks whether keys can be had: opens the first keystores, without locking them, and asks a signer elsewhere whether it is up and which
/// keys it has. A key is never shown.
/// </summary>
internal static class KeyCheck
{
    private const string Name = "keys";
    private const int Opened = 16;
    private const int MaxShown = 5;

    /// <summary>Looks at the keys of options and of the data directory.</summary>
    public static async Task<IReadOnlyList<Finding>> Of(Patient patient, ProbeHttp http, CancellationToken cancellation)
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
        if (options.Signer is { } signer)
        {
            findings.Add(await OfSigner(signer.Url, http, cancellation));
        }

        return findings.Count > 0 || patient.Run.InteropValidators is not null
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

            if (found.Count == 0)
            {
                yield return Finding.Fail(
                    Name, $"there is no keystore in {source.Keystores}", "name the folder of keystores first, then that of passwords");
            }

            places.AddRange(found);
        }

        if (places.Count == 0)
        {
            yield break;
        }

        var loader = new KeystoreLoader(
            ManagedBls.Shared, new ScryptMemory(options.MemoryBytes), Environment.ProcessorCount, isLocking: false);
        using var loaded = loader.Load([.. places.Take(Opened)], static _ => { }, cancellation);
        foreach (var refusal in loaded.Refusals.Take(MaxShown))
        {
            yield return Finding.Fail(Name, $"no key: {refusal}", "mend the file or its password, or take it away");
        }

        var text = $"{loaded.Keys.Count} of {Math.Min(places.Count, Opened)} keystores open";
        yield return loaded.Keys.Count == 0
            ? Finding.Fail(Name, text, "see above")
            : Finding.Ok(Name, places.Count > Opened ? $"{text} (of {places.Count}, the first {Opened} were tried)" : text);
    }

    private static async Task<Finding> OfSigner(Uri url, ProbeHttp http, CancellationToken cancellation)
    {
        var answer = await http.Get(new Uri(url, "api/v1/eth2/publicKeys"), cancellation);
        return answer.Problem is { } problem
            ? Finding.Fail(Name, $"the signer at {url.Authority}: {problem}", "start it, or mend --web3signer-url")
            : answer.Json is { ValueKind: System.Text.Json.JsonValueKind.Array } keys && keys.GetArrayLength() is var count and > 0
                ? Finding.Ok(Name, $"the signer at {url.Authority} has {count} keys")
            : Finding.Fail(Name, $"the signer at {url.Authority} lists no key", "give it keys");
    }
}
