using System.Numerics;
using System.Security.Cryptography;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>`hash_to_curve` of RFC 9380, suite BLS12381G2_XMD:SHA-256_SSWU_RO_ (section 8.8.2), step by step.</summary>
internal static class BigHashToG2
{
    /// <summary>The multiplier that clears the cofactor.</summary>
    internal static readonly BigInteger HEff = Integers.Hex(
        "bc69f08f2ee75b3584c6a0ea91b352888e2a8e9145ad7689986ff031508ffe1329c2f178731db956d82bf015d1212b02ec0ec69d7477c1ae954cbc06689f6a35"
        + "9894c0adebbf6b4e8020005aaa95551");

    private static readonly BigFp2 A = new(0, 240);
    private static readonly BigFp2 B = new(1012, 1012);
    private static readonly BigFp2 Z = new(-2, -1);

    /// <summary>`hash_to_curve`, section 3.</summary>
    internal static BigPoint<BigFp2> Hash(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain)
    {
        BigFp2[] u = HashToField(message, domain, 2);
        return (Map(u[0]) + Map(u[1])).Multiply(HEff);
    }

    /// <summary>`expand_message_xmd`, section 5.3.1.</summary>
    internal static byte[] ExpandMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain, int length)
    {
        int ell = (length + 31) / 32;
        byte[] dstPrime = [.. domain, (byte)domain.Length];
        byte[] b0 = SHA256.HashData([.. new byte[64], .. message, (byte)(length >> 8), (byte)length, 0, .. dstPrime]);
        byte[] b = SHA256.HashData([.. b0, 1, .. dstPrime]);
        var uniform = new List<byte>(b);
        for (int i = 2; i <= ell; i++)
        {
            b = SHA256.HashData([.. b0.Zip(b, (x, y) => (byte)(x ^ y)), (byte)i, .. dstPrime]);
            uniform.AddRange(b);
        }

        return [.. uniform.Take(length)];
    }

    /// <summary>`hash_to_field`, section 5.2.</summary>
    internal static BigFp2[] HashToField(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domain, int count)
    {
        byte[] uniform = ExpandMessage(message, domain, count * 2 * 64);
        BigFp[] e = [.. uniform.Chunk(64).Select(bytes => (BigFp)Integers.FromBytes(bytes))];
        return [.. Enumerable.Range(0, count).Select(i => new BigFp2(e[2 * i], e[(2 * i) + 1]))];
    }

    /// <summary>`map_to_curve` of section 6.6.3: the map onto the isogenous curve, then the isogeny.</summary>
    internal static BigPoint<BigFp2> Map(BigFp2 u) => Isogeny(MapToIsogenous(u));

    /// <summary>`map_to_curve_simple_swu`, section 6.6.2.</summary>
    internal static (BigFp2 X, BigFp2 Y) MapToIsogenous(BigFp2 u)
    {
        BigFp2 zu2 = Z * u * u;
        BigFp2 tv1 = ((zu2 * zu2) + zu2).Inverse();
        BigFp2 x1 = tv1.IsZero ? B * (Z * A).Inverse() : -B * A.Inverse() * (BigFp2.One + tv1);
        BigFp2 gx1 = Curve(x1), x2 = zu2 * x1;
        BigFp2 x = gx1.IsSquare ? x1 : x2;
        BigFp2 y = Curve(x).Sqrt();
        return (x, u.Sgn0 == y.Sgn0 ? y : -y);
    }

    /// <summary>`iso_map`, appendix E.3.</summary>
    internal static BigPoint<BigFp2> Isogeny((BigFp2 X, BigFp2 Y) point)
    {
        BigFp2 xDen = Evaluate(IsogenyConstants.XDen, point.X), yDen = Evaluate(IsogenyConstants.YDen, point.X);
        if (xDen.IsZero || yDen.IsZero)
            return BigPoint<BigFp2>.Infinity;
        return new BigPoint<BigFp2>(
            Evaluate(IsogenyConstants.XNum, point.X) * xDen.Inverse(), point.Y * Evaluate(IsogenyConstants.YNum, point.X) * yDen.Inverse());
    }

    private static BigFp2 Curve(BigFp2 x) => (x * x * x) + (A * x) + B;

    private static BigFp2 Evaluate(BigFp2[] coefficients, BigFp2 x)
    {
        BigFp2 value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            value = (value * x) + coefficients[i];
        return value;
    }
}
