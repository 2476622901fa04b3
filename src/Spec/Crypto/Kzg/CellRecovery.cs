using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// A blob's polynomial from half of its cells or more (<c>fulu/polynomial-commitments-sampling.md#recover_polynomialcoeff</c>).
/// </summary>
/// <remarks>
/// With Z the polynomial that is zero on the missing cells, P Z is known on the whole extended domain: zero there, cell times Z elsewhere.
/// Its degree is below 8192, so interpolation gives it, and P is the quotient, taken value by value on a coset where Z is never zero. Z is
/// a polynomial in x^64, and x^64 is the same all over a cell, so it has one value a cell.
/// </remarks>
internal static class CellRecovery
{
    private const int Cells = KzgSizes.CellsPerExtBlob;
    private const int CellSize = KzgSizes.FieldElementsPerCell;

    /// <summary>
    /// Turns the cells' values (<paramref name="values"/>, all 8192, zero where <paramref name="present"/> says the cell is missing) into
    /// the polynomial's coefficients: the first 4096 of them, whatever else is there if the cells belong to no blob.
    /// </summary>
    public static void Recover(Span<Fr> values, ReadOnlySpan<bool> present)
    {
        using FrBuffer onDomain = FrBuffer.Rent(Cells), onCoset = FrBuffer.Rent(Cells);
        Vanish(present, onDomain.Span);
        onDomain.Span.CopyTo(onCoset.Span);

        Fr shift = Shift;
        Scale(onCoset.Span, shift.Pow(CellSize));
        FieldFft.Evaluate(onDomain.Span);
        FieldFft.Evaluate(onCoset.Span);

        MultiplyCells(values, onDomain.Span);
        FieldFft.Interpolate(values);
        Scale(values, shift);
        FieldFft.Evaluate(values);
        Fr.InvertAll(onCoset.Span);
        MultiplyCells(values, onCoset.Span);
        FieldFft.Interpolate(values);
        Scale(values, shift.Inverse());
    }

    // PRIMITIVE_ROOT_OF_UNITY: it is in no subgroup of a power of two, so its coset has no point of the domain.
    private static Fr Shift => Fr.FromUInt64(7);

    /// <summary>The coefficients, in x^64, of the polynomial that is zero on the missing cells.</summary>
    private static void Vanish(ReadOnlySpan<bool> present, Span<Fr> coefficients)
    {
        coefficients.Clear();
        coefficients[0] = Fr.One;
        int degree = 0;
        for (int cell = 0; cell < Cells; cell++)
        {
            if (present[cell])
                continue;
            Fr root = RootsOfUnity.CellPower(cell);
            degree++;
            for (int i = degree; i > 0; i--)
                coefficients[i] = coefficients[i - 1] - (coefficients[i] * root);
            coefficients[0] = -(coefficients[0] * root);
        }
    }

    private static void MultiplyCells(Span<Fr> values, ReadOnlySpan<Fr> factors)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] *= factors[i / CellSize];
    }

    private static void Scale(Span<Fr> coefficients, Fr factor)
    {
        Fr power = Fr.One;
        foreach (ref Fr coefficient in coefficients)
        {
            coefficient *= power;
            power *= factor;
        }
    }
}
