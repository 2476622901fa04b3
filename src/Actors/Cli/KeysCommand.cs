using System.CommandLine;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `keys derive|list|import|export`: keys of validators from words, and into keystores and out of them. Passwords and words come from
/// files or the terminal; what is written its owner alone may read.
/// </summary>
internal static class KeysCommand
{
    /// <summary>Names the usual key derivation.</summary>
    public const string Scrypt = "scrypt";

    /// <summary>Says that scrypt cannot be done here.</summary>
    public const string NoMemory = "this machine has not the memory that scrypt needs; --kdf pbkdf2 needs none";

    public static Command Create(CliOptions cli) => new("keys", "Derive, list, import and export keys of validators")
    {
        KeysDeriveCommand.Create(), List(cli), Import(cli), Export(cli),
    };

    private static Command List(CliOptions cli)
    {
        var (from, dataDir) = (KeyCliOptions.Keystores(cli), cli.DataDir());
        var check = new Option<bool>("--check") { Description = "Open each with its password as well" };
        var command = new Command("list", "List the keys of keystores, those in the data directory unless others are named")
        {
            from, dataDir, check,
        };
        command.SetAction((result, cancellation) => Task.Run(
            () =>
            {
                if (Places(result, from, dataDir, out var problem) is not { } places)
                {
                    return result.Refuse(problem!);
                }

                var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
                if (result.GetValue(check))
                {
                    using var loaded = Open(places, cancellation, isLocking: false);
                    foreach (var key in loaded.Keys)
                    {
                        output.WriteLine($"{key.Pubkey} {key.File}");
                    }

                    return Tell(result, loaded.Refusals, ExitCodes.Done);
                }

                var refusals = new List<KeystoreRefusal>();
                foreach (var place in places)
                {
                    if (KeystoreFiles.ReadKeystore(place.File, out var refusal) is not { } keystore)
                    {
                        refusals.Add(refusal!);
                    }
                    else
                    {
                        output.WriteLine($"{keystore.Pubkey?.ToString() ?? "(names no key)"} {place.File} {keystore.Path}".TrimEnd());
                    }
                }

                return Tell(result, refusals, ExitCodes.Done);
            },
            cancellation));
        return command;
    }

    private static Command Import(CliOptions cli)
    {
        var from = CliOptions.Required(
            "--from", "Keystores and passwords, KEYSTORES:SECRETS", "", KeystoreSource.Expected, static (string text, out string value) =>
            {
                value = text;
                return KeystoreSource.TryParse(text, out _);
            });
        var dataDir = cli.DataDir();
        var command = new Command("import", "Copy keystores into the data directory, from where `run` acts for them") { from, dataDir };
        command.SetAction((result, cancellation) => Task.Run(
            () =>
            {
                if (Find(result.GetValue(from)!, out var problem) is not { } places)
                {
                    return result.Refuse(problem!);
                }

                // Locked meanwhile: no other program may begin to sign with keys that are on their way.
                using var loaded = Open(places, cancellation, isLocking: true);
                var folder = KeyFolder.Of(result.GetValue(dataDir)!);
                var byFile = places.ToDictionary(static place => place.File);
                var code = ExitCodes.Done;
                foreach (var key in loaded.Keys)
                {
                    if (folder.ProblemOf(key.Pubkey) is { } there)
                    {
                        code = result.Refuse(there);
                        continue;
                    }

                    if (Copy(key, byFile[key.File], folder) is { } refused)
                    {
                        return result.Refuse(refused);
                    }

                    result.InvocationConfiguration.Output.WriteLine($"{key.Pubkey} {key.File}");
                }

                if (loaded.Keys.Count > 0)
                {
                    result.InvocationConfiguration.Error.WriteLine(
                        "what these keys signed elsewhere is not known here: carry it over by `protection import`, and sign nowhere else");
                }

                return Tell(result, loaded.Refusals, code);
            },
            cancellation));
        return command;
    }

    // The keystore as it is, under the password it has, by its key's name.
    private static string? Copy(LoadedKey key, KeystorePlace place, KeyFolder folder)
    {
        using var password = KeystoreFiles.ReadPassword(place, out var refusal);
        return password is null || KeystoreFiles.ReadKeystore(place.File, out refusal) is not { } keystore
            ? refusal!.ToString()
            : folder.Write(key.Pubkey, KeystoreJson.Write(keystore with { Pubkey = key.Pubkey }), password);
    }

    private static Command Export(CliOptions cli)
    {
        var (from, dataDir) = (KeyCliOptions.Keystores(cli), cli.DataDir());
        var keys = CliOptions.Plain<string?>(
            "--public-keys",
            "Keys to export, joined by commas, or a file with one a line; all unless given",
            null,
            PublicKeyList.Expected,
            PublicKeyList.TryText);
        var to = CliOptions.Required("--to", "Folder to write to, keys/ and secrets/", "", CliText.PathExpected, CliText.TryPath);
        var (password, kdf) = (PasswordFile(), Kdf());
        var command = new Command("export", "Write keys under a new password, those in the data directory unless others are named")
        {
            from, dataDir, keys, to, password, kdf,
        };
        command.SetAction((result, cancellation) => Task.Run(
            () =>
            {
                IReadOnlyList<BLSPubkey>? wanted = null;
                if (Places(result, from, dataDir, out var problem) is not { } places
                    || (result.GetValue(keys) is { } text && (wanted = PublicKeyList.Read(text, out problem)) is null))
                {
                    return result.Refuse(problem!);
                }

                using var secret = SecretPrompt.Password(
                    result.GetValue(password), isNew: true, result.InvocationConfiguration.Error, out problem);
                if (secret is null)
                {
                    return result.Refuse(problem!);
                }

                using var loaded = Open(places, cancellation, isLocking: false);
                var folder = new KeyFolder(result.GetValue(to)!);
                var code = ExitCodes.Done;
                var named = wanted?.ToHashSet();
                foreach (var key in loaded.Keys.Where(key => named?.Contains(key.Pubkey) != false))
                {
                    if (folder.ProblemOf(key.Pubkey) is { } there)
                    {
                        code = result.Refuse(there);
                        continue;
                    }

                    var derivation = KeystoreFiles.ReadKeystore(key.File, out _)?.Path ?? "";
                    if (folder.Seal(key.Secret, derivation, secret, result.GetValue(kdf) == Scrypt) is not { } keystore)
                    {
                        return result.Refuse(NoMemory);
                    }

                    if (folder.Write(key.Pubkey, KeystoreJson.Write(keystore), secret) is { } refused)
                    {
                        return result.Refuse(refused);
                    }

                    result.InvocationConfiguration.Output.WriteLine($"{key.Pubkey}");
                }

                var missing = (wanted ?? []).Except(loaded.Keys.Select(static key => key.Pubkey)).ToList();
                foreach (var pubkey in missing)
                {
                    code = result.Refuse($"{pubkey}: there is no such key");
                }

                return Tell(result, loaded.Refusals, code);
            },
            cancellation));
        return command;
    }

    /// <summary>
    /// Finds the keystores that are named, or those in the data directory; null and the reason where that cannot be done.
    /// </summary>
    public static IReadOnlyList<KeystorePlace>? Places(
        ParseResult result, Option<string?> from, Option<string> dataDir, out string? problem)
    {
        if (result.GetValue(from) is { } text)
        {
            return Find(text, out problem);
        }

        var places = KeyFolder.Of(result.GetValue(dataDir)!).Source.Find(out var refusal);
        problem = refusal?.ToString();
        return places;
    }

    private static List<KeystorePlace>? Find(string text, out string? problem)
    {
        _ = KeystoreSource.TryParse(text, out var sources);
        var places = new List<KeystorePlace>();
        foreach (var source in sources)
        {
            if (source.Find(out var refusal) is not { } found)
            {
                problem = refusal!.ToString();
                return null;
            }

            places.AddRange(found);
        }

        problem = places.Count == 0 ? $"{text}: there is no keystore in it" : null;
        return problem is null ? [.. places.DistinctBy(static place => Path.GetFullPath(place.File))] : null;
    }

    /// <summary>Opens keystores side by side.</summary>
    public static LoadedKeystores Open(IReadOnlyList<KeystorePlace> places, CancellationToken cancellation, bool isLocking) =>
        new KeystoreLoader(ManagedBls.Shared, KeyFolder.Of("").Memory, Environment.ProcessorCount, isLocking)
            .Load(places, static _ => { }, cancellation);

    private static int Tell(ParseResult result, IReadOnlyList<KeystoreRefusal> refusals, int code)
    {
        foreach (var refusal in refusals)
        {
            result.InvocationConfiguration.Error.WriteLine(refusal.ToString());
        }

        return refusals.Count > 0 ? ExitCodes.Refused : code;
    }

    /// <summary>Makes an option that names a file or folder.</summary>
    public static Option<string?> File(string name, string description) =>
        CliOptions.Plain<string?>(name, description, null, CliText.PathExpected, CliText.TryPath!);

    /// <summary>Makes the option of a new password.</summary>
    public static Option<string?> PasswordFile() =>
        File("--password-file", "File with the password of what is written; asked for at the terminal unless given");

    /// <summary>Makes the option of a new keystore's key derivation.</summary>
    public static Option<string> Kdf() => CliOptions.Plain(
        "--kdf", "Key derivation of what is written, scrypt or pbkdf2", Scrypt, "scrypt or pbkdf2", static (string text, out string kdf) =>
        {
            kdf = text;
            return text is Scrypt or "pbkdf2";
        });
}
