using System.Numerics;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>y^2 = x^3 + 4 over Fp.</summary>
internal static class BigG1
{
    internal static readonly BigFp B = 4;

    internal static readonly BigPoint<BigFp> Generator = new(
        Integers.Hex("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
        Integers.Hex("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"));

    /// <summary>How many times larger the curve is than the group.</summary>
    internal static readonly BigInteger Cofactor = BigInteger.Pow(BigPairing.Z - 1, 2) / 3;

    internal static bool IsOnCurve(BigPoint<BigFp> point) => point.IsInfinity || point.Y * point.Y == (point.X * point.X * point.X) + B;

    internal static bool IsInSubgroup(BigPoint<BigFp> point) => point.Multiply(BigFr.R).IsInfinity;

    /// <summary>The point with that x and the smaller y, if there is one.</summary>
    internal static BigPoint<BigFp>? WithX(BigFp x)
    {
        BigFp square = (x * x * x) + B;
        if (!square.IsSquare)
            return null;
        BigFp y = square.Sqrt();
        return new BigPoint<BigFp>(x, y.IsLarger ? -y : y);
    }

    internal static byte[] Encode(BigPoint<BigFp> point)
    {
        if (point.IsInfinity)
            return [0xc0, .. new byte[47]];
        byte[] bytes = Integers.Bytes(point.X.Value, 48);
        bytes[0] |= (byte)(point.Y.IsLarger ? 0xa0 : 0x80);
        return bytes;
    }

    /// <summary>Every check, in the order of <see cref="PointError"/>.</summary>
    internal static PointError Decode(ReadOnlySpan<byte> bytes, out BigPoint<BigFp> point)
    {
        point = default;
        if (bytes.Length != 48)
            return PointError.WrongLength;
        bool compressed = (bytes[0] & 0x80) != 0, infinite = (bytes[0] & 0x40) != 0, larger = (bytes[0] & 0x20) != 0;
        byte[] rest = [(byte)(bytes[0] & 0x1f), .. bytes[1..]];
        if (!compressed)
            return PointError.NotCompressed;
        if (infinite)
            return larger || rest.Any(b => b != 0) ? PointError.MalformedInfinity : PointError.None;
        BigInteger x = Integers.FromBytes(rest);
        if (x >= BigFp.P)
            return PointError.NotCanonical;
        if (WithX(x) is not { } found)
            return PointError.NotOnCurve;
        if (!IsInSubgroup(found))
            return PointError.NotInSubgroup;
        point = larger ? -found : found;
        return PointError.None;
    }
}
