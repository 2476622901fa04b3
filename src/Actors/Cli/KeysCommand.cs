using System.CommandLine;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Derivation;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `keys derive|list|import|export`: keys of validators from words, and into keystores and out of them. Passwords and words come from
/// files or the terminal; what is written its owner alone may read.
/// </summary>
internal static class KeysCommand
{
    private const string Scrypt = "scrypt";

    public static Command Create(CliOptions cli) => new("keys", "Derive, list, import and export keys of validators")
    {
        Derive(), List(cli), Import(cli), Export(cli),
    };

    private static Command Derive()
    {
        var words = File("--mnemonic-file", "File with the words (BIP-39); asked for at the terminal unless given");
        var range = CliOptions.Required<(int First, int Count)?>(
            "--range", "Keys to derive, A..B: m/12381/3600/A/0/0 up to but not including B", null, CliText.RangeExpected, CliText.TryRange);
        var to = File("--to", "Folder to write keystores and passwords to, keys/ and secrets/; public keys are only shown unless given");
        var (password, kdf) = (PasswordFile(), Kdf());
        var command = new Command("derive", "Derive keys from words (EIP-2333, EIP-2334)") { words, range, to, password, kdf };
        command.SetAction(result =>
        {
            var terminal = result.InvocationConfiguration.Error;
            if (SecretPrompt.Mnemonic(result.GetValue(words), terminal, out var problem) is not { } text)
            {
                return result.Refuse(problem!);
            }

            if (Mnemonics.Seed(text, "", out var error) is not { } seed)
            {
                return result.Refuse($"this is no mnemonic: {error}");
            }

            var (first, count) = result.GetValue(range)!.Value;
            var folder = result.GetValue(to) is { } path ? new KeyFolder(path) : null;
            using var secret = folder is null ? null : SecretPrompt.Password(result.GetValue(password), isNew: true, terminal, out problem);
            if (folder is not null && secret is null)
            {
                return result.Refuse(problem!);
            }

            var isScrypt = result.GetValue(kdf) == Scrypt;
            var derived = ParallelEnumerable.Range(first, count).AsOrdered().Select(index =>
            {
                using var key = new SecretKey(KeyDerivation.SigningKey(seed, (uint)index));
                var derivation = $"m/12381/3600/{index}/0/0";
                var sealedKey = secret is null ? null : folder!.Seal(key, derivation, secret, isScrypt);
                return (Pubkey: sealedKey?.Pubkey ?? ManagedBls.Shared.SkToPk(key.Reveal())!.Value, derivation, Keystore: sealedKey);
            });
            foreach (var (pubkey, derivation, keystore) in derived)
            {
                if (keystore is not null && folder!.Write(pubkey, KeystoreJson.Write(keystore), secret!) is { } refused)
                {
                    return result.Refuse(refused);
                }

                result.InvocationConfiguration.Output.WriteLine($"{pubkey} {derivation}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

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
                    using var loaded = Open(places, cancellation);
                    foreach (var key in loaded.Keys)
                    {
                        output.WriteLine($"{key.Pubkey} {key.File}");
                    }

                    return Tell(result, loaded.Refusals);
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

                return Tell(result, refusals);
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

                using var loaded = Open(places, cancellation);
                var folder = KeyFolder.Of(result.GetValue(dataDir)!);
                var byFile = places.ToDictionary(static place => place.File);
                foreach (var key in loaded.Keys)
                {
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

                return Tell(result, loaded.Refusals);
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
        var keys = File("--public-keys", "Keys to export, joined by commas, or a file with one a line; all unless given");
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

                using var loaded = Open(places, cancellation);
                var folder = new KeyFolder(result.GetValue(to)!);
                foreach (var key in loaded.Keys.Where(key => wanted?.Contains(key.Pubkey) != false))
                {
                    var derivation = KeystoreFiles.ReadKeystore(key.File, out _)?.Path ?? "";
                    var keystore = folder.Seal(key.Secret, derivation, secret, result.GetValue(kdf) == Scrypt);
                    if (folder.Write(key.Pubkey, KeystoreJson.Write(keystore), secret) is { } refused)
                    {
                        return result.Refuse(refused);
                    }

                    result.InvocationConfiguration.Output.WriteLine($"{key.Pubkey}");
                }

                var missing = (wanted ?? []).Except(loaded.Keys.Select(static key => key.Pubkey)).ToList();
                foreach (var pubkey in missing)
                {
                    result.InvocationConfiguration.Error.WriteLine($"{pubkey}: there is no such key");
                }

                var code = Tell(result, loaded.Refusals);
                return missing.Count > 0 ? ExitCodes.Refused : code;
            },
            cancellation));
        return command;
    }

    private static IReadOnlyList<KeystorePlace>? Places(
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

    private static LoadedKeystores Open(IReadOnlyList<KeystorePlace> places, CancellationToken cancellation) =>
        new KeystoreLoader(ManagedBls.Shared, KeyFolder.Of("").Memory, Environment.ProcessorCount, isLocking: false)
            .Load(places, static _ => { }, cancellation);

    private static int Tell(ParseResult result, IReadOnlyList<KeystoreRefusal> refusals)
    {
        foreach (var refusal in refusals)
        {
            result.InvocationConfiguration.Error.WriteLine(refusal.ToString());
        }

        return refusals.Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
    }

    private static Option<string?> File(string name, string description) =>
        CliOptions.Plain<string?>(name, description, null, CliText.PathExpected, CliText.TryPath!);

    private static Option<string?> PasswordFile() =>
        File("--password-file", "File with the password of what is written; asked for at the terminal unless given");

    private static Option<string> Kdf() => CliOptions.Plain(
        "--kdf", "Key derivation of what is written, scrypt or pbkdf2", Scrypt, "scrypt or pbkdf2", static (string text, out string kdf) =>
        {
            kdf = text;
            return text is Scrypt or "pbkdf2";
        });
}
