using System.Numerics;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>y^2 = x^3 + 4 (1 + u) over Fp2.</summary>
internal static class BigG2
{
    internal static readonly BigFp2 B = new(4, 4);

    internal static readonly BigPoint<BigFp2> Generator = new(
        new BigFp2(
            Integers.Hex("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
            Integers.Hex("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")),
        new BigFp2(
            Integers.Hex("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
            Integers.Hex("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")));

    /// <summary>How many times larger the curve is than the group.</summary>
    internal static readonly BigInteger Cofactor =
        (Power(8) - (4 * Power(7)) + (5 * Power(6)) - (4 * Power(4)) + (6 * Power(3)) - (4 * Power(2)) - (4 * Power(1)) + 13) / 9;

    internal static bool IsOnCurve(BigPoint<BigFp2> point) => point.IsInfinity || point.Y * point.Y == (point.X * point.X * point.X) + B;

    internal static bool IsInSubgroup(BigPoint<BigFp2> point) => point.Multiply(BigFr.R).IsInfinity;

    /// <summary>The point with that x and the smaller y, if there is one.</summary>
    internal static BigPoint<BigFp2>? WithX(BigFp2 x)
    {
        BigFp2 square = (x * x * x) + B;
        if (!square.IsSquare)
            return null;
        BigFp2 y = square.Sqrt();
        return new BigPoint<BigFp2>(x, y.IsLarger ? -y : y);
    }

    internal static byte[] Encode(BigPoint<BigFp2> point)
    {
        if (point.IsInfinity)
            return [0xc0, .. new byte[95]];
        byte[] bytes = [.. Integers.Bytes(point.X.C1.Value, 48), .. Integers.Bytes(point.X.C0.Value, 48)];
        bytes[0] |= (byte)(point.Y.IsLarger ? 0xa0 : 0x80);
        return bytes;
    }

    /// <summary>Every check, in the order of <see cref="PointError"/>.</summary>
    internal static PointError Decode(ReadOnlySpan<byte> bytes, out BigPoint<BigFp2> point)
    {
        point = default;
        if (bytes.Length != 96)
            return PointError.WrongLength;
        bool compressed = (bytes[0] & 0x80) != 0, infinite = (bytes[0] & 0x40) != 0, larger = (bytes[0] & 0x20) != 0;
        byte[] rest = [(byte)(bytes[0] & 0x1f), .. bytes[1..]];
        if (!compressed)
            return PointError.NotCompressed;
        if (infinite)
            return larger || rest.Any(b => b != 0) ? PointError.MalformedInfinity : PointError.None;
        BigInteger x1 = Integers.FromBytes(rest.AsSpan(0, 48)), x0 = Integers.FromBytes(rest.AsSpan(48));
        if (x1 >= BigFp.P || x0 >= BigFp.P)
            return PointError.NotCanonical;
        if (WithX(new BigFp2(x0, x1)) is not { } found)
            return PointError.NotOnCurve;
        if (!IsInSubgroup(found))
            return PointError.NotInSubgroup;
        point = larger ? -found : found;
        return PointError.None;
    }

    private static BigInteger Power(int exponent) => BigInteger.Pow(BigPairing.Z, exponent);
}
