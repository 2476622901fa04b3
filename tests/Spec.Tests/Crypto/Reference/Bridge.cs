using System.Numerics;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Between the elements and points under test and their slow twins, by way of bytes.</summary>
internal static class Bridge
{
    internal static Fp ToFp(BigInteger x) =>
        Fp.TryRead(Integers.Bytes(x, Fp.Size), out Fp value) ? value : throw new ArgumentOutOfRangeException(nameof(x));

    internal static Fp To(BigFp x) => ToFp(x.Value);

    internal static Fp2 To(BigFp2 x) => new(To(x.C0), To(x.C1));

    internal static Fp6 To(BigFp6 x) => new(To(x.C0), To(x.C1), To(x.C2));

    internal static Fp12 To(BigFp12 x) => new(To(x.C0), To(x.C1));

    internal static Fr ToFr(BigInteger x) =>
        Fr.TryRead(Integers.Bytes(x, Fr.Size), out Fr value) ? value : throw new ArgumentOutOfRangeException(nameof(x));

    internal static AffinePoint<Fp> To(BigPoint<BigFp> x) => x.IsFinite ? new AffinePoint<Fp>(To(x.X), To(x.Y)) : default;

    internal static AffinePoint<Fp2> To(BigPoint<BigFp2> x) => x.IsFinite ? new AffinePoint<Fp2>(To(x.X), To(x.Y)) : default;

    internal static BigInteger FromFp(in Fp x)
    {
        byte[] bytes = new byte[Fp.Size];
        x.Write(bytes);
        return Integers.FromBytes(bytes);
    }

    internal static BigFp From(in Fp x) => FromFp(in x);

    internal static BigFp2 From(in Fp2 x) => new(From(in x.C0), From(in x.C1));

    internal static BigFp6 From(in Fp6 x) => new(From(in x.C0), From(in x.C1), From(in x.C2));

    internal static BigFp12 From(in Fp12 x) => new(From(in x.C0), From(in x.C1));

    internal static BigInteger FromFr(in Fr x)
    {
        byte[] bytes = new byte[Fr.Size];
        x.Write(bytes);
        return Integers.FromBytes(bytes);
    }

    internal static BigPoint<BigFp> From(in AffinePoint<Fp> x) => x.IsInfinity ? default : new BigPoint<BigFp>(From(in x.X), From(in x.Y));

    internal static BigPoint<BigFp2> From(in AffinePoint<Fp2> x) =>
        x.IsInfinity ? default : new BigPoint<BigFp2>(From(in x.X), From(in x.Y));

    internal static BigPoint<BigFp> From(in JacobianPoint<Fp> x) => From(x.ToAffine());

    internal static BigPoint<BigFp2> From(in JacobianPoint<Fp2> x) => From(x.ToAffine());

    /// <summary>Whether an element keeps the bounds of <see cref="Fp"/>.</summary>
    internal static bool IsWithinBounds(in Fp x)
    {
        BigInteger value = 0;
        for (int i = 7; i >= 0; i--)
        {
            if (x.Limbs[i] >= (1UL << 56) + (1UL << 36))
                return false;
            value = (value << 56) + x.Limbs[i];
        }

        return x.Limbs[7] == 0 && value < 2 * BigFp.P;
    }
}
