using System.Security.Cryptography;
using Consensoor.Interop.Keys.Passwords;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>How a keystore makes a key of its password (`kdf` of EIP-2335), within <see cref="KeystoreLimits"/>.</summary>
public abstract record KeyDerivationFunction(ReadOnlyMemory<byte> Salt)
{
    /// <summary>The cost of scrypt that EIP-2335 gives as an example and all tools write: 256 MiB.</summary>
    public const int UsualScryptCost = 262_144;

    /// <summary>The rounds of PBKDF2 that EIP-2335 gives as an example and all tools write.</summary>
    public const int UsualRounds = 262_144;

    private const int UsualBlocks = 8;

    /// <summary>Makes scrypt at the usual cost.</summary>
    public static KeyDerivationFunction UsualScrypt(ReadOnlyMemory<byte> salt) => new ByScrypt(UsualScryptCost, UsualBlocks, 1, salt);

    /// <summary>Makes PBKDF2 with the usual number of rounds.</summary>
    public static KeyDerivationFunction UsualPbkdf2(ReadOnlyMemory<byte> salt) => new ByPbkdf2(UsualRounds, salt);

    /// <summary>Fills a key; false where the machine has not the memory for it.</summary>
    internal abstract bool Derive(KeystorePassword password, Span<byte> key, ScryptMemory memory);

    /// <summary>scrypt (RFC 7914) of cost n, block size r and parallelization p.</summary>
    public sealed record ByScrypt(int N, int R, int P, ReadOnlyMemory<byte> Salt) : KeyDerivationFunction(Salt)
    {
        /// <inheritdoc/>
        internal override bool Derive(KeystorePassword password, Span<byte> key, ScryptMemory memory)
        {
            if (memory.Rent((int)Scrypt.VectorsOf(N, R)) is not { } room)
            {
                return false;
            }

            try
            {
                Scrypt.Derive(password.Bytes, Salt.Span, N, R, P, key, room);
                return true;
            }
            finally
            {
                memory.Return(room);
            }
        }
    }

    /// <summary>PBKDF2 (RFC 8018) with HMAC-SHA256 and a number of rounds.</summary>
    public sealed record ByPbkdf2(int Rounds, ReadOnlyMemory<byte> Salt) : KeyDerivationFunction(Salt)
    {
        /// <inheritdoc/>
        internal override bool Derive(KeystorePassword password, Span<byte> key, ScryptMemory memory)
        {
            Rfc2898DeriveBytes.Pbkdf2(password.Bytes, Salt.Span, key, Rounds, HashAlgorithmName.SHA256);
            return true;
        }
    }
}
