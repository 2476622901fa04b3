using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Interop.Keys.Passwords;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// A secret key under a password (EIP-2335, version 4): what its JSON says, read or to be written by <see cref="KeystoreJson"/>. It names
/// its public key or none, and where in a tree of keys it stands.
/// </summary>
public sealed record Keystore(
    KeyDerivationFunction Kdf,
    ReadOnlyMemory<byte> Checksum,
    ReadOnlyMemory<byte> Iv,
    ReadOnlyMemory<byte> Cipher,
    BLSPubkey? Pubkey,
    string Path,
    Guid Uuid,
    string Description)
{
    /// <summary>The version that is read and written.</summary>
    public const int Version = 4;

    /// <summary>The bytes of a vector that the cipher begins with.</summary>
    public const int IvBytes = 16;

    // Half of a derived key is the cipher's, the other the checksum's.
    private const int DerivedBytes = 32;
    private const int Half = 16;

    /// <summary>
    /// Encrypts a key: <paramref name="iv"/> (16 bytes) and the salt of the function are random and never used twice. Throws
    /// ArgumentException for a secret key that is none. Null where the machine has not the memory for it.
    /// </summary>
    public static Keystore? Seal(
        SecretKey key,
        IBls bls,
        KeystorePassword password,
        KeyDerivationFunction kdf,
        ReadOnlyMemory<byte> iv,
        string path,
        Guid uuid,
        ScryptMemory memory)
    {
        var pubkey = bls.SkToPk(key.Reveal()) ?? throw new ArgumentException("this is no secret key", nameof(key));
        Span<byte> derived = stackalloc byte[DerivedBytes];
        if (!kdf.Derive(password, derived, memory))
        {
            return null;
        }

        var cipher = key.Reveal().AsSpan().ToArray();
        Crypt(derived[..Half], iv.Span, cipher);
        var checksum = ChecksumOf(derived, cipher);
        CryptographicOperations.ZeroMemory(derived);
        return new Keystore(kdf, checksum, iv, cipher, pubkey, path, uuid, "");
    }

    /// <summary>
    /// Decrypts the key, which is the caller's to dispose of, and gives its public key; null and the reason where the password is another's
    /// or the key none, or not the one that is named.
    /// </summary>
    public SecretKey? Open(
        KeystorePassword password, IBls bls, ScryptMemory memory, out BLSPubkey pubkey, out (KeystoreFault Fault, string Reason) problem)
    {
        (pubkey, problem) = (default, default);
        Span<byte> derived = stackalloc byte[DerivedBytes];
        if (!Kdf.Derive(password, derived, memory))
        {
            problem = (KeystoreFault.TooLarge, "this machine has not the memory that its scrypt needs");
            return null;
        }

        if (!CryptographicOperations.FixedTimeEquals(ChecksumOf(derived, Cipher.Span), Checksum.Span))
        {
            CryptographicOperations.ZeroMemory(derived);
            problem = (KeystoreFault.WrongPassword, "the password is not that of the keystore, or the file was damaged (checksum)");
            return null;
        }

        Span<byte> secret = stackalloc byte[Bytes32.Length];
        Cipher.Span.CopyTo(secret);
        Crypt(derived[..Half], Iv.Span, secret);
        var key = new SecretKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(derived);
        if (bls.SkToPk(key.Reveal()) is not { } found)
        {
            key.Dispose();
            problem = (KeystoreFault.OtherKey, "what it holds is no secret key of BLS12-381");
            return null;
        }

        if (Pubkey is { } named && named != found)
        {
            key.Dispose();
            problem = (KeystoreFault.OtherKey, $"it names the key {named}, and holds that of {found}");
            return null;
        }

        pubkey = found;
        return key;
    }

    private static byte[] ChecksumOf(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> cipher)
    {
        Span<byte> preimage = stackalloc byte[Half + Bytes32.Length];
        derived[Half..].CopyTo(preimage);
        cipher.CopyTo(preimage[Half..]);
        return SHA256.HashData(preimage);
    }

    // AES-128-CTR: the counter is the whole vector, big-endian, that begins with the IV.
    private static void Crypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> bytes)
    {
        using var aes = Aes.Create();
        var own = key.ToArray();
        aes.Key = own;
        var counter = BinaryPrimitives.ReadUInt128BigEndian(iv);
        Span<byte> block = stackalloc byte[IvBytes];
        for (var at = 0; at < bytes.Length; at += IvBytes, counter++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(block, counter);
            aes.EncryptEcb(block, block, PaddingMode.None);
            for (var i = 0; i < Math.Min(IvBytes, bytes.Length - at); i++)
            {
                bytes[at + i] ^= block[i];
            }
        }

        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(own);
    }
}
