using System.CommandLine;
using System.Security.Cryptography;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Derivation;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>
/// The options that say with which keys an operation is signed: those of keystores, by their public keys, or one derived from words. A
/// keystore's lock is not asked for, since nothing that could be slashed is signed.
/// </summary>
internal sealed class OperationKeys
{
    private readonly Option<string?> _from;
    private readonly Option<string> _dataDir;
    private readonly Option<string?> _pubkeys;
    private readonly Option<string?> _words;
    private readonly Option<int> _index;

    /// <summary>Makes the options.</summary>
    public OperationKeys(CliOptions cli)
    {
        (_from, _dataDir) = (KeyCliOptions.Keystores(cli), cli.DataDir());
        _pubkeys = CliOptions.Plain<string?>(
            "--public-keys",
            "Keys to sign with, joined by commas, or a file with one a line; of the keystores named, or of those in the data directory",
            null,
            PublicKeyList.Expected,
            PublicKeyList.TryText);
        _words = KeysCommand.File("--mnemonic-file", "File with words (BIP-39) that the key is derived from, in place of keystores");
        _index = CliOptions.Plain("--key-index", "Number of the key that is derived from words", 0, "a number from 0 on", TryIndex);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_from, _dataDir, _pubkeys, _words, _index])
        {
            command.Add(option);
        }
    }

    /// <summary>
    /// Gives the keys, which are the caller's to dispose of: from words the signing key, or the one that withdraws; null and the reason
    /// where there are none, or one that is named is missing.
    /// </summary>
    public OperationSecrets? Load(ParseResult result, bool isWithdrawal, CancellationToken cancellation, out string? problem)
    {
        if (result.GetValue(_words) is { } file)
        {
            return Derive(result, file, isWithdrawal, out problem) is { } key ? new OperationSecrets([key]) : null;
        }

        if (result.GetValue(_pubkeys) is not { } text)
        {
            problem = "--public-keys says with which keys, or --mnemonic-file and --key-index";
            return null;
        }

        if (PublicKeyList.Read(text, out problem) is not { } wanted
            || KeysCommand.Places(result, _from, _dataDir, out problem) is not { } places)
        {
            return null;
        }

        // Of the keystores only those are opened that name a key that is wanted, or none.
        var named = places.Where(place =>
            KeystoreFiles.ReadKeystore(place.File, out _)?.Pubkey is not { } pubkey || wanted.Contains(pubkey)).ToList();
        using var loaded = KeysCommand.Open(named, cancellation, isLocking: false);
        var byKey = loaded.Keys.ToDictionary(static key => key.Pubkey);
        var missing = wanted.Where(pubkey => !byKey.ContainsKey(pubkey)).ToList();
        if (missing.Count > 0)
        {
            problem = loaded.Refusals.Count > 0 ? loaded.Refusals[0].ToString() : $"{missing[0]}: there is no such key";
            return null;
        }

        return new OperationSecrets([.. wanted.Select(pubkey => new SecretKey(byKey[pubkey].Secret.Reveal().AsSpan()))]);
    }

    /// <summary>Gives the withdrawal key of the words, which is the caller's to dispose of; null without words, or with a reason.</summary>
    public SecretKey? Withdrawal(ParseResult result, out string? problem)
    {
        problem = null;
        return result.GetValue(_words) is { } file ? Derive(result, file, isWithdrawal: true, out problem) : null;
    }

    private SecretKey? Derive(ParseResult result, string file, bool isWithdrawal, out string? problem)
    {
        if (SecretPrompt.Mnemonic(file, result.InvocationConfiguration.Error, out problem) is not { } words)
        {
            return null;
        }

        if (Mnemonics.Seed(words, "", out var error) is not { } seed)
        {
            problem = $"this is no mnemonic: {error}";
            return null;
        }

        var index = (uint)result.GetValue(_index);
        var bytes = isWithdrawal ? KeyDerivation.WithdrawalKey(seed, index) : KeyDerivation.SigningKey(seed, index);
        CryptographicOperations.ZeroMemory(seed);
        var key = new SecretKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    private static bool TryIndex(string text, out int index) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index);
}
