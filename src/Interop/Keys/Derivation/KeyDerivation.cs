using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Consensoor.Interop.Keys.Derivation;

/// <summary>
/// Derives BLS12-381 secret keys from a seed, a tree of them with 2^32 children each (EIP-2333), and names the keys of validators in it
/// (EIP-2334). Secret keys are 32 bytes, big-endian.
/// </summary>
public static class KeyDerivation
{
    /// <summary>The number of bytes a seed has at least.</summary>
    public const int MinSeedBytes = 32;

    private const int KeyBytes = 32;
    private const int LamportChunks = 255;

    // ceil(3 * ceil(log2(r)) / 16): enough that the remainder is not biased.
    private const int OkmBytes = 48;

    /// <summary>The key at the root of a seed's tree (`derive_master_SK`); throws where the seed is shorter than 32 bytes.</summary>
    public static byte[] DeriveMaster(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seed.Length, MinSeedBytes, nameof(seed));
        return HkdfModR(seed);
    }

    /// <summary>The child of a key (`derive_child_SK`); throws where the parent is not 32 bytes.</summary>
    public static byte[] DeriveChild(ReadOnlySpan<byte> parent, uint index)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(parent.Length, KeyBytes, nameof(parent));
        Span<byte> compressed = stackalloc byte[SHA256.HashSizeInBytes];
        ParentToLamportKey(parent, index, compressed);
        var child = HkdfModR(compressed);
        CryptographicOperations.ZeroMemory(compressed);
        return child;
    }

    /// <summary>The key with which a validator signs: m/12381/3600/index/0/0 (EIP-2334).</summary>
    public static byte[] SigningKey(ReadOnlySpan<byte> seed, uint index) => DerivePath(seed, [12381, 3600, index, 0, 0]);

    /// <summary>The key that withdraws what a validator has, of BLS credentials: m/12381/3600/index/0 (EIP-2334).</summary>
    public static byte[] WithdrawalKey(ReadOnlySpan<byte> seed, uint index) => DerivePath(seed, [12381, 3600, index, 0]);

    /// <summary>Walks a path of child indices from the root of a seed's tree.</summary>
    public static byte[] DerivePath(ReadOnlySpan<byte> seed, ReadOnlySpan<uint> path)
    {
        var key = DeriveMaster(seed);
        foreach (var index in path)
        {
            var child = DeriveChild(key, index);
            CryptographicOperations.ZeroMemory(key);
            key = child;
        }

        return key;
    }

    private static void ParentToLamportKey(ReadOnlySpan<byte> parent, uint index, Span<byte> compressed)
    {
        Span<byte> salt = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(salt, index);
        Span<byte> flipped = stackalloc byte[KeyBytes];
        for (var i = 0; i < KeyBytes; i++)
        {
            flipped[i] = (byte)~parent[i];
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendLamportKey(hash, parent, salt);
        AppendLamportKey(hash, flipped, salt);
        hash.GetHashAndReset(compressed);
        CryptographicOperations.ZeroMemory(flipped);
    }

    // IKM_to_lamport_SK, each chunk hashed: half of the Lamport public key.
    private static void AppendLamportKey(IncrementalHash hash, ReadOnlySpan<byte> material, ReadOnlySpan<byte> salt)
    {
        Span<byte> extracted = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> hashed = stackalloc byte[SHA256.HashSizeInBytes];
        var secret = new byte[LamportChunks * KeyBytes];
        HKDF.Extract(HashAlgorithmName.SHA256, material, salt, extracted);
        HKDF.Expand(HashAlgorithmName.SHA256, extracted, secret, []);
        for (var chunk = 0; chunk < LamportChunks; chunk++)
        {
            SHA256.HashData(secret.AsSpan(chunk * KeyBytes, KeyBytes), hashed);
            hash.AppendData(hashed);
        }

        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(extracted);
    }

    private static byte[] HkdfModR(ReadOnlySpan<byte> material)
    {
        Span<byte> salt = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> extracted = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expanded = stackalloc byte[OkmBytes];
        Span<byte> padded = new byte[material.Length + 1];
        material.CopyTo(padded);
        SHA256.HashData("BLS-SIG-KEYGEN-SALT-"u8, salt);
        var key = new byte[KeyBytes];
        while (true)
        {
            HKDF.Extract(HashAlgorithmName.SHA256, padded, salt, extracted);
            HKDF.Expand(HashAlgorithmName.SHA256, extracted, expanded, [0, OkmBytes]);
            var scalar = new BigInteger(expanded, isUnsigned: true, isBigEndian: true) % InteropKeys.CurveOrder;
            if (!scalar.IsZero)
            {
                var target = key.AsSpan(KeyBytes - scalar.GetByteCount(isUnsigned: true));
                scalar.TryWriteBytes(target, out _, isUnsigned: true, isBigEndian: true);
                break;
            }

            SHA256.HashData(salt, salt);
        }

        CryptographicOperations.ZeroMemory(padded);
        CryptographicOperations.ZeroMemory(extracted);
        CryptographicOperations.ZeroMemory(expanded);
        return key;
    }
}
