using System.Text;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Passwords;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>Keystores that open at once, and those of the EIP.</summary>
internal static class KeystoreSamples
{
    /// <summary>The password of the EIP's keystores as it is written there, before it is brought into its form.</summary>
    public const string EipPassword = "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑";

    public const string EipSecret = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

    public static ScryptMemory Memory { get; } = new(KeystoreLimits.MaxScryptBytes);

    public static byte[] Eip(string function) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Keys", "Vectors", $"eip2335_keystore_{function}.json"));

    public static KeystorePassword Password(string text) => KeystorePassword.FromText(text, out _)!;

    public static SecretKey Secret(int index) => new(InteropKeys.SecretKey((ulong)index));

    public static BLSPubkey Pubkey(int index)
    {
        using var key = Secret(index);
        return ManagedBls.Shared.SkToPk(key.Reveal())!.Value;
    }

    /// <summary>The keystore of an interop key that costs nothing to open.</summary>
    public static Keystore Seal(int index, string password, KeyDerivationFunction? kdf = null)
    {
        using var key = Secret(index);
        using var secret = Password(password);
        var iv = new byte[Keystore.IvBytes];
        iv[0] = (byte)index;
        return Keystore.Seal(
            key,
            ManagedBls.Shared,
            secret,
            kdf ?? new KeyDerivationFunction.ByPbkdf2(1, new byte[32]),
            iv,
            $"m/12381/3600/{index}/0/0",
            Guid.Parse("1d85ae20-35c5-4611-98e8-aa14a633906f"),
            Memory)!;
    }

    /// <summary>Writes a keystore and its password into files, whose folders are made.</summary>
    public static void Write(string keystoreFile, int index, string passwordFile, string password)
    {
        foreach (var file in (string[])[keystoreFile, passwordFile])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        }

        File.WriteAllBytes(keystoreFile, KeystoreJson.Write(Seal(index, password)));
        File.WriteAllText(passwordFile, password, new UTF8Encoding(false));
    }
}
