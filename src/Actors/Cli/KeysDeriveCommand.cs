using System.CommandLine;
using System.Security.Cryptography;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Derivation;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Passwords;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Cli;

/// <summary>Makes `keys derive`: shows the public keys of words, and writes their keystores.</summary>
internal static class KeysDeriveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var words = KeysCommand.File("--mnemonic-file", "File with the words (BIP-39); asked for at the terminal unless given");
        var range = CliOptions.Required<(int First, int Count)?>(
            "--range", "Keys to derive, A..B: m/12381/3600/A/0/0 up to but not including B", null, CliText.RangeExpected, CliText.TryRange);
        var to = KeysCommand.File(
            "--to", "Folder to write keystores and passwords to, keys/ and secrets/; public keys are only shown unless given");
        var (password, kdf) = (KeysCommand.PasswordFile(), KeysCommand.Kdf());
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

            try
            {
                var folder = result.GetValue(to) is { } path ? new KeyFolder(path) : null;
                using var secret = folder is null ? null
                    : SecretPrompt.Password(result.GetValue(password), isNew: true, terminal, out problem);
                return folder is not null && secret is null
                    ? result.Refuse(problem!)
                    : Derive(result, seed, result.GetValue(range)!.Value, folder, secret, result.GetValue(kdf) == KeysCommand.Scrypt);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(seed);
            }
        });
        return command;
    }

    private static int Derive(
        ParseResult result, byte[] seed, (int First, int Count) range, KeyFolder? folder, KeystorePassword? secret, bool isScrypt)
    {
        var derived = ParallelEnumerable.Range(range.First, range.Count).AsOrdered().Select(index =>
        {
            var bytes = KeyDerivation.SigningKey(seed, (uint)index);
            using var key = new SecretKey(bytes);
            CryptographicOperations.ZeroMemory(bytes);
            var derivation = $"m/12381/3600/{index}/0/0";
            var pubkey = ManagedBls.Shared.SkToPk(key.Reveal())!.Value;
            var there = folder?.ProblemOf(pubkey);
            var keystore = secret is null || there is not null ? null : folder!.Seal(key, derivation, secret, isScrypt);
            return (Pubkey: pubkey, derivation, there, Keystore: keystore);
        });
        var code = ExitCodes.Done;
        foreach (var (pubkey, derivation, there, keystore) in derived)
        {
            if (there is not null)
            {
                code = result.Refuse(there);
                continue;
            }

            if (folder is not null
                && (keystore is null ? KeysCommand.NoMemory : folder.Write(pubkey, KeystoreJson.Write(keystore), secret!)) is { } refused)
            {
                return result.Refuse(refused);
            }

            result.InvocationConfiguration.Output.WriteLine($"{pubkey} {derivation}");
        }

        return code;
    }
}
