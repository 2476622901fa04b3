using System.Security.Cryptography;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// Hashing to G2, suite BLS12381G2_XMD:SHA-256_SSWU_RO_ of RFC 9380 (section 8.8.2), with the domain of Ethereum's proof-of-possession
/// scheme.
/// </summary>
internal static class HashToG2
{
    private const int HashSize = SHA256.HashSizeInBytes;
    private const int BlockSize = 64;

    /// <summary>Two elements of Fp2, 64 bytes for each coefficient.</summary>
    private const int UniformSize = 2 * 2 * 64;

    private static ReadOnlySpan<byte> Domain => "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"u8;

    /// <summary>The point of G2 that stands for a message.</summary>
    internal static G2Affine Hash(ReadOnlySpan<byte> message) => Hash(message, Domain);

    /// <summary>The point for a message under a domain of at most 255 bytes.</summary>
    internal static G2Affine Hash(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain)
    {
        ToField(message, domain, out Fp2 u0, out Fp2 u1);
        return ClearCofactor(MapToG2.MapBoth(in u0, in u1)).ToAffine();
    }

    /// <summary><c>hash_to_field</c>, RFC 9380 section 5.2, under Ethereum's domain: two elements.</summary>
    internal static void ToField(ReadOnlySpan<byte> message, out Fp2 u0, out Fp2 u1) => ToField(message, Domain, out u0, out u1);

    private static void ToField(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain, out Fp2 u0, out Fp2 u1)
    {
        Span<byte> uniform = stackalloc byte[UniformSize];
        ExpandMessage(message, domain, uniform);
        u0 = new Fp2(Fp.FromWideBytes(uniform[..64]), Fp.FromWideBytes(uniform[64..128]));
        u1 = new Fp2(Fp.FromWideBytes(uniform[128..192]), Fp.FromWideBytes(uniform[192..256]));
    }

    /// <summary><c>expand_message_xmd</c>, RFC 9380 section 5.3.1: 256 bytes.</summary>
    internal static void ExpandMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain, Span<byte> uniform)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(domain.Length, byte.MaxValue);
        Span<byte> first = stackalloc byte[HashSize];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> padding = stackalloc byte[BlockSize];
        padding.Clear();
        hash.AppendData(padding);
        hash.AppendData(message);
        hash.AppendData([(byte)(uniform.Length >> 8), unchecked((byte)uniform.Length), 0]);
        hash.AppendData(domain);
        hash.AppendData([(byte)domain.Length]);
        hash.GetHashAndReset(first);

        Span<byte> mixed = stackalloc byte[HashSize];
        mixed.Clear();
        for (int i = 0; i < uniform.Length / HashSize; i++)
        {
            for (int j = 0; j < HashSize; j++)
                mixed[j] ^= first[j];
            hash.AppendData(mixed);
            hash.AppendData([(byte)(i + 1)]);
            hash.AppendData(domain);
            hash.AppendData([(byte)domain.Length]);
            hash.GetHashAndReset(mixed);
            mixed.CopyTo(uniform[(i * HashSize)..]);
        }
    }

    /// <summary>
    /// The multiple by h_eff, in the form [z^2 - z - 1] P + [z - 1] psi(P) + psi^2(2 P)
    /// (A. Budroni and F. Pintore, "Efficient hash maps to G2 on BLS curves"; RFC 9380, appendix G.3).
    /// </summary>
    internal static G2Jacobian ClearCofactor(in G2Jacobian point)
    {
        G2Jacobian multiple = -point.MultiplySparse(CurveParameter.Magnitude);
        G2Jacobian psi = G2.Psi(in point);
        G2Jacobian twice = -(multiple + psi).MultiplySparse(CurveParameter.Magnitude);
        return twice + -(multiple + psi) + -point + G2.PsiSquared(point.Double());
    }
}
