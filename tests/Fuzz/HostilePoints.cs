using System.Numerics;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Fuzz;

/// <summary>
/// Compressed points, most of them wrong: valid ones with flipped bits, flags and lengths; integers around p; points outside the subgroup,
/// small orders among them; noise.
/// </summary>
internal sealed class HostilePoints
{
    private static readonly BigInteger P = new(Convert.FromHexString(
        "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"),
        isUnsigned: true,
        isBigEndian: true);

    private static readonly BigInteger R = new(Convert.FromHexString(
        "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"), isUnsigned: true, isBigEndian: true);

    private static readonly BigInteger Z = -new BigInteger(CurveParameter.Magnitude);

    private readonly int _size;

    private HostilePoints(int size, byte[][] valid, byte[][] outside) => (_size, Valid, Outside) = (size, valid, outside);

    /// <summary>Points of G1, 48 bytes.</summary>
    internal static HostilePoints G1 { get; } = MakeG1();

    /// <summary>Points of G2, 96 bytes.</summary>
    internal static HostilePoints G2 { get; } = MakeG2();

    internal byte[][] Valid { get; }

    /// <summary>On the curve, but not of order r.</summary>
    internal byte[][] Outside { get; }

    /// <summary>One more input.</summary>
    internal byte[] Next(FuzzRandom random)
    {
        byte[] bytes = Base(random);
        for (int more = random.Next(4); more > 2; more = random.Next(4))
            bytes = Mutate(bytes, random);
        return bytes;
    }

    private byte[] Base(FuzzRandom random)
    {
        byte[] valid = (byte[])random.Pick(Valid).Clone();
        switch (random.Next(16))
        {
            case 0:
                return random.Bytes(_size);
            case 1:
                return WithFlags(random.Bytes(_size), random);
            case 2:
                // A coordinate around p; in G2 either of the two.
                Number(P + random.Next(33) - 16).CopyTo(valid, _size == 48 || random.OneIn(2) ? 0 : 48);
                return WithFlags(valid, random);
            case 3:
                return WithFlags([.. new byte[_size - 1], (byte)random.Next(256)], random);
            case 4:
                byte[] infinity = [(byte)(random.OneIn(2) ? 0xc0 : 0x40 | (random.Next(8) << 5)), .. new byte[_size - 1]];
                if (random.OneIn(2))
                    Flip(infinity, random);
                return infinity;
            case 5:
                byte[] fill = new byte[_size];
                Array.Fill(fill, (byte)(random.OneIn(2) ? 0xff : 0x80));
                return fill;
            case 6:
                return (byte[])random.Pick(Outside).Clone();
            case 7 or 8:
                return valid;
            case 9:
                valid[0] ^= 0x20;
                return valid;
            case 10:
                int cut = random.Next(_size);
                return [.. valid[..cut], .. random.Pick(Valid)[cut..]];
            default:
                return Mutate(valid, random);
        }
    }

    private static byte[] Mutate(byte[] bytes, FuzzRandom random)
    {
        if (bytes.Length == 0)
            return bytes;
        switch (random.Next(6))
        {
            case 0:
                Flip(bytes, random);
                return bytes;
            case 1 or 2:
                bytes[0] ^= (byte)(random.Next(7) + 1 << 5);
                return bytes;
            case 3:
                bytes[random.Next(bytes.Length)] = (byte)random.Pick<int>([0, 1, 0x7f, 0x80, 0xfe, 0xff]);
                return bytes;
            case 4:
                return random.OneIn(2) ? bytes[..random.Next(bytes.Length)] : [.. bytes, .. random.Bytes(random.Next(60))];
            default:
                // Multiples of p on top of a coordinate, as far as the bits go.
                BigInteger sum = new BigInteger(bytes.AsSpan(Math.Max(0, bytes.Length - 48)), isUnsigned: true, isBigEndian: true) + P;
                if (bytes.Length % 48 == 0 && sum.GetBitLength() <= 8 * 48)
                    Number(sum).CopyTo(bytes, bytes.Length - 48);
                return bytes;
        }
    }

    private static void Flip(byte[] bytes, FuzzRandom random) => bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));

    private static byte[] WithFlags(byte[] bytes, FuzzRandom random)
    {
        bytes[0] = (byte)((bytes[0] & 0x1f) | (random.OneIn(2) ? 0x80 : 0xa0));
        return bytes;
    }

    private static byte[] Number(BigInteger x)
    {
        byte[] tight = x.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[48 - tight.Length], .. tight];
    }

    private static HostilePoints MakeG1()
    {
        BigInteger cofactor = BigInteger.Pow(Z - 1, 2) / 3;
        byte[][] valid =
            [.. Scalars().Select(scalar => Encode(new JacobianPoint<Fp>(in Spec.Crypto.Bls.G1.Generator).MultiplyVarTime(scalar)))];
        var outside = new List<byte[]>();
        for (int x = 0; outside.Count < 16; x++)
        {
            byte[] bytes = [0x80, .. new byte[46], (byte)x];
            if (Spec.Crypto.Bls.G1.DecodeOnCurve(bytes, out AffinePoint<Fp> point) != PointError.None)
                continue;
            outside.Add(bytes);
            foreach (int prime in (int[])[3, 11, 10177, 859267, 52437899])
            {
                JacobianPoint<Fp> small = new JacobianPoint<Fp>(in point).MultiplyVarTime(Rest(cofactor * R, prime));
                if (!small.IsInfinity)
                    outside.Add(Encode(small));
            }
        }

        return new HostilePoints(48, valid, [.. outside]);
    }

    private static HostilePoints MakeG2()
    {
        BigInteger cofactor = (BigInteger.Pow(Z, 8)
            - (4 * BigInteger.Pow(Z, 7))
            + (5 * BigInteger.Pow(Z, 6))
            - (4 * BigInteger.Pow(Z, 4))
            + (6 * BigInteger.Pow(Z, 3))
            - (4 * BigInteger.Pow(Z, 2)) - (4 * Z) + 13) / 9;
        byte[][] valid =
            [.. Scalars().Select(scalar => Encode(new JacobianPoint<Fp2>(in Spec.Crypto.Bls.G2.Generator).MultiplyVarTime(scalar)))];
        var outside = new List<byte[]>();
        for (int x = 0; outside.Count < 16; x++)
        {
            byte[] bytes = [0x80, .. new byte[94], (byte)x];
            if (Spec.Crypto.Bls.G2.DecodeOnCurve(bytes, out AffinePoint<Fp2> point) != PointError.None)
                continue;
            outside.Add(bytes);
            foreach (int prime in (int[])[13, 23, 2713, 11953, 262069])
            {
                JacobianPoint<Fp2> small = new JacobianPoint<Fp2>(in point).MultiplyVarTime(Rest(cofactor * R, prime));
                if (!small.IsInfinity)
                    outside.Add(Encode(small));
            }
        }

        return new HostilePoints(96, valid, [.. outside]);
    }

    /// <summary>What is left of a curve's order without a prime.</summary>
    private static byte[] Rest(BigInteger order, int prime)
    {
        while ((order % prime).IsZero)
            order /= prime;
        return order.ToByteArray(isUnsigned: true, isBigEndian: true);
    }

    private static IEnumerable<byte[]> Scalars()
    {
        for (int i = 1; i <= 8; i++)
        {
            yield return [(byte)i];
            yield return (R - i).ToByteArray(isUnsigned: true, isBigEndian: true);
            yield return new FuzzRandom(1, (ulong)i).Bytes(31);
        }
    }

    private static byte[] Encode(JacobianPoint<Fp> point)
    {
        byte[] bytes = new byte[48];
        Spec.Crypto.Bls.G1.Encode(point.ToAffine(), bytes);
        return bytes;
    }

    private static byte[] Encode(JacobianPoint<Fp2> point)
    {
        byte[] bytes = new byte[96];
        Spec.Crypto.Bls.G2.Encode(point.ToAffine(), bytes);
        return bytes;
    }
}
