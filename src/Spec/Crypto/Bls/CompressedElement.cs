using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// An element of the cyclotomic subgroup without its coefficients of 1 and w^3: the other four square among themselves, and determine those
/// two (K. Karabina, "Squaring in cyclotomic subgroups").
/// </summary>
[SkipLocalsInit]
internal readonly struct CompressedElement
{
    private static readonly Fp Quarter = Fp.FromUInt64(4).Inverse();

    private readonly Fp2 _w1;
    private readonly Fp2 _w2;
    private readonly Fp2 _w4;
    private readonly Fp2 _w5;

    internal CompressedElement(in Fp12 x)
        : this(in x.C1.C0, in x.C0.C1, in x.C0.C2, in x.C1.C2)
    {
    }

    private CompressedElement(in Fp2 w1, in Fp2 w2, in Fp2 w4, in Fp2 w5) => (_w1, _w2, _w4, _w5) = (w1, w2, w4, w5);

    internal CompressedElement Square()
    {
        Cyclotomic.SquareFp4(in _w1, in _w4, out Fp2 b0, out Fp2 b1);
        Cyclotomic.SquareFp4(in _w2, in _w5, out Fp2 c0, out Fp2 c1);
        return new CompressedElement(
            Cyclotomic.ThricePlusTwice(c1.TimesNonResidue(), in _w1),
            Cyclotomic.ThriceMinusTwice(in b0, in _w2),
            Cyclotomic.ThriceMinusTwice(in c0, in _w4),
            Cyclotomic.ThricePlusTwice(in b1, in _w5));
    }

    internal CompressedElement Square(int times)
    {
        CompressedElement result = this;
        for (int i = 0; i < times; i++)
            result = result.Square();
        return result;
    }

    /// <summary>The whole element, given the two coefficients that are left out.</summary>
    internal Fp12 With(in Fp2 w0, in Fp2 w3) => new(new Fp6(in w0, in _w2, in _w4), new Fp6(in _w1, in w3, in _w5));

    /// <summary>
    /// Restores elements with a single inversion; declines if a coefficient of w is zero, where the formula divides by it.
    /// </summary>
    internal static bool TryDecompress(ReadOnlySpan<CompressedElement> elements, out Fp12[] whole)
    {
        whole = new Fp12[elements.Length];
        var before = new Fp2[elements.Length];
        Fp2 product = Fp2.One;
        for (int i = 0; i < elements.Length; i++)
        {
            before[i] = product;
            product *= elements[i]._w1;
        }

        if (product.IsZero)
            return false;
        Fp2 inverse = product.Inverse();
        for (int i = elements.Length - 1; i >= 0; i--)
        {
            whole[i] = elements[i].Decompress(inverse * before[i]);
            inverse *= elements[i]._w1;
        }

        return true;
    }

    private Fp12 Decompress(in Fp2 inverseOfW1)
    {
        Fp2 square = _w2.Square();
        Fp2 numerator = _w5.Square().TimesNonResidue() + (square.Double() + square) - _w4.Double();
        Fp2 w3 = numerator * inverseOfW1 * Quarter;
        Fp2 product = _w2 * _w4;
        Fp2 w0 = ((w3.Square().Double() + (_w1 * _w5)) - (product.Double() + product)).TimesNonResidue() + Fp2.One;
        return With(in w0, in w3);
    }
}
