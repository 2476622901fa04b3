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

    /// <summary>Encrypts a key under a password with the usual cost, salt and vector fresh from the system's randomness.</summary>
    public Keystore Seal(SecretKey key, string derivation, KeystorePassword password, bool isScrypt)
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

    /// <summary>Writes a keystore and, first, its password; the reason where that cannot be done.</summary>
    public string? Write(BLSPubkey pubkey, ReadOnlySpan<byte> keystore, KeystorePassword password)
    {
        var (keys, secrets) = (Source.Keystores, Source.Secrets);
        foreach (var folder in (string[])[path, keys, secrets])
        {
            if (KeystoreFiles.MakePrivateFolder(folder) is { } problem)
            {
                return problem;
            }
        }

        var file = Path.Combine(keys, $"{pubkey}.json");
        if (Path.Exists(file))
        {
            return $"{file}: is there already, and is not overwritten";
        }

        var secret = Path.Combine(secrets, $"{pubkey}.txt");
        var line = password.ToFile();
        var written = KeystoreFiles.WritePrivate(secret, line) ?? KeystoreFiles.WritePrivate(file, keystore);
        CryptographicOperations.ZeroMemory(line);
        return written;
    }
}
