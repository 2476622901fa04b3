using System.Security.Cryptography;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Passwords;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Cli;

/// <summary>
/// A folder of keystores and their passwords as the commands write it and `run` reads it: `keys/0xPUBKEY.json` and `secrets/0xPUBKEY.txt`,
/// for their owner's eyes only. None is written over.
/// </summary>
internal sealed class KeyFolder(string path)
{
    /// <summary>Names the folder of imported keys in a data directory.</summary>
    public const string InDataDirectory = "validators";

    private const int SaltBytes = 32;

    private readonly ScryptMemory _memory = new(2 * KeystoreLimits.MaxScryptBytes);

    /// <summary>Where its keystores and passwords are.</summary>
    public KeystoreSource Source => new(Path.Combine(path, "keys"), Path.Combine(path, "secrets"));

    /// <summary>Memory to open and seal keystores in.</summary>
    public ScryptMemory Memory => _memory;

    /// <summary>Says where a data directory has imported keys.</summary>
    public static KeyFolder Of(string dataDir) => new(Path.Combine(dataDir, InDataDirectory));

    /// <summary>Why this is no folder of keys; null where it is one, or nothing is there.</summary>
    public string? Problem => File.Exists(path) ? $"{path}: is a file, and no folder of keys" : null;

    /// <summary>Why a key is not written here: its keystore is there. Null where it is not.</summary>
    public string? ProblemOf(BLSPubkey pubkey) =>
        Path.Exists(FileOf(pubkey)) ? $"{FileOf(pubkey)}: is there already, and is not overwritten" : null;

    /// <summary>
    /// Encrypts a key under a password with the usual cost, salt and vector fresh from the system's randomness; null where the machine has
    /// not the memory for it.
    /// </summary>
    public Keystore? Seal(SecretKey key, string derivation, KeystorePassword password, bool isScrypt)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Keystore.Seal(
            key,
            ManagedBls.Shared,
            password,
            isScrypt ? KeyDerivationFunction.UsualScrypt(salt) : KeyDerivationFunction.UsualPbkdf2(salt),
            RandomNumberGenerator.GetBytes(Keystore.IvBytes),
            derivation,
            Guid.NewGuid(),
            _memory);
    }

    /// <summary>
    /// Writes a keystore and, first, its password, both or neither; the reason where that cannot be done. A password without its keystore,
    /// which one that was cut off left, is replaced.
    /// </summary>
    public string? Write(BLSPubkey pubkey, ReadOnlySpan<byte> keystore, KeystorePassword password)
    {
        var secret = SecretOf(pubkey);
        if ((Make() ?? ProblemOf(pubkey) ?? KeystoreFiles.Delete(secret)) is { } refused)
        {
            return refused;
        }

        var line = password.ToFile();
        var written = KeystoreFiles.WritePrivate(secret, line);
        CryptographicOperations.ZeroMemory(line);
        if (written is null && (written = KeystoreFiles.WritePrivate(FileOf(pubkey), keystore)) is not null)
        {
            _ = KeystoreFiles.Delete(secret);
        }

        return written;
    }

    /// <summary>Makes the folders, where they are not there; the reason where that cannot be done.</summary>
    public string? Make() => ((string[])[path, Source.Keystores, Source.Secrets])
        .Select(KeystoreFiles.MakePrivateFolder)
        .FirstOrDefault(static problem => problem is not null);

    /// <summary>Says whether a file is a keystore of this folder.</summary>
    public bool Has(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) == Path.GetFullPath(Source.Keystores);

    /// <summary>The file of a key's password.</summary>
    public string SecretOf(BLSPubkey pubkey) => Path.Combine(Source.Secrets, $"{pubkey}.txt");

    /// <summary>The files in which the password of a keystore of this folder may be, whatever the keystore is called.</summary>
    public IReadOnlyList<string> SecretsOf(string file)
    {
        var own = Path.Combine(Source.Secrets, Path.GetFileNameWithoutExtension(file));
        return [own + ".txt", own];
    }

    /// <summary>The file of a key's keystore.</summary>
    public string FileOf(BLSPubkey pubkey) => Path.Combine(Source.Keystores, $"{pubkey}.json");
}
