using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Passwords;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// Keystores that are given with their passwords as text: opens them side by side, on half of the processors and within a bound of memory,
/// and writes them into the data directory.
/// </summary>
internal sealed class KeystoreImport(KeyFolder folder, ScryptMemory memory, bool isLocking)
{
    // The node has duties meanwhile.
    private static readonly int Parallelism = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Opens keystores, each by itself: a key, which is the caller's to dispose of, or why there is none. Throws OperationCanceledException
    /// where it is cancelled, and disposes of all.
    /// </summary>
    public IReadOnlyList<OpenedKeystore> Open(IReadOnlyList<(string Keystore, string Password)> given, CancellationToken cancellation)
    {
        var opened = new OpenedKeystore?[given.Count];
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation };
            Parallel.For(0, given.Count, options, at => opened[at] = Open(given[at].Keystore, given[at].Password));
        }
        catch
        {
            foreach (var one in opened)
            {
                one?.Dispose();
            }

            throw;
        }

        return opened!;
    }

    /// <summary>
    /// Writes an opened keystore and its password, after its lock was taken; a key that is held from now on, or why nothing was written.
    /// </summary>
    public (HeldKey? Key, string? Problem) Write(OpenedKeystore opened)
    {
        var file = folder.FileOf(opened.Pubkey);
        if (folder.Make() is { } problem)
        {
            return (null, problem);
        }

        KeystoreLock? taken = null;
        if (isLocking && (taken = KeystoreLock.Take(file, out var refusal)) is null)
        {
            return (null, refusal?.Reason ?? $"{file}: no lock can be made beside it");
        }

        if (folder.Write(opened.Pubkey, opened.Json, opened.Password!) is { } unwritten)
        {
            taken?.Dispose();
            return (null, unwritten);
        }

        return (new HeldKey(opened.Pubkey, opened.Derivation, file, taken, null) { IsManaged = true }, null);
    }

    private OpenedKeystore Open(string text, string typed)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(text);
        if (KeystoreJson.Read(json, out var problem) is not { } keystore)
        {
            return OpenedKeystore.Refused(problem.Reason);
        }

        var password = KeystorePassword.FromText(typed, out var reason);
        if (password is null)
        {
            return OpenedKeystore.Refused($"its password {reason}");
        }

        if (keystore.Open(password, ManagedBls.Shared, memory, out var pubkey, out problem) is not { } secret)
        {
            password.Dispose();
            return OpenedKeystore.Refused(problem.Reason);
        }

        return new OpenedKeystore(pubkey, secret, password, json, keystore.Path, null);
    }
}
