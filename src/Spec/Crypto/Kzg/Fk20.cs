using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>All 128 cell proofs of a polynomial at once, after Feist and Khovratovich, "Fast amortized KZG proofs" (2023).</summary>
/// <remarks>
/// The proof of cell c commits to the quotient of f by x^64 - h, h being x^64 on the cell: the sum over k from 1 to 63 of h^(k - 1) H_k,
/// where H_k commits to f without its lowest 64 k coefficients, shifted down by as many. So the proofs are the values, at the 128 h, of a
/// polynomial whose coefficients are the points H_k. With p and q counting steps of 64 coefficients, H_k is the sum over j below 64 of the
/// correlations over q of f[64 (q + k) + j] with s^(64 q + j): cyclic convolutions of 128, which are products of values. The setup's side
/// of them is a table made once.
/// </remarks>
internal sealed class Fk20
{
    private const int Size = KzgSizes.CellsPerExtBlob;
    private const int Stride = KzgSizes.FieldElementsPerCell;
    private const int Steps = KzgSizes.FieldElementsPerBlob / Stride;

    // Row i has, for each j, value i of the polynomial with coefficients s^(64 q + j) at x^-q.
    private readonly IFixedRows table;
    private readonly KzgEngine engine;

    private Fk20(KzgEngine engine, IFixedRows table) => (this.engine, this.table) = (engine, table);

    /// <summary>Makes the table: seconds of work, 64 transforms of 128 points.</summary>
    public static Fk20 Build(KzgEngine engine, ReadOnlySpan<G1Affine> monomial)
    {
        G1Affine[] table = new G1Affine[Size * Stride];
        G1Jacobian[] column = new G1Jacobian[Size];
        for (int j = 0; j < Stride; j++)
        {
            Array.Fill(column, G1Jacobian.Infinity);
            for (int q = 0; q < Steps; q++)
                column[q == 0 ? 0 : Size - q] = new G1Jacobian(in monomial[(Stride * q) + j]);
            engine.Evaluate(column);
            G1Affine[] values = G1Jacobian.ToAffine(column);
            for (int i = 0; i < Size; i++)
                table[(i * Stride) + j] = values[i];
        }

        return new Fk20(engine, engine.Prepare(table, Stride));
    }

    /// <summary>The proofs of cells 0 to 127 of the polynomial with these 4096 coefficients.</summary>
    public G1Affine[] Prove(ReadOnlySpan<Fr> coefficients)
    {
        using FrBuffer scalars = FrBuffer.Rent(Size * Stride), column = FrBuffer.Rent(Size);

        // The points' inverse transform leaves a factor of 128; it is cheaper taken out of the scalars.
        Fr scale = Fr.FromUInt64(Size).Inverse();
        for (int j = 0; j < Stride; j++)
        {
            column.Span.Clear();
            for (int p = 0; p < Steps; p++)
                column.Span[p] = coefficients[(Stride * p) + j] * scale;
            FieldFft.Evaluate(column.Span);
            for (int i = 0; i < Size; i++)
                scalars.Span[(i * Stride) + j] = column.Span[i];
        }

        G1Jacobian[] points = table.Multiply(scalars.Span);
        engine.InterpolateScaled(points);

        // H_1 to H_63 become coefficients 0 to 62; the rest of the cyclic convolution means nothing.
        Array.Copy(points, 1, points, 0, Steps - 1);
        points.AsSpan(Steps - 1).Fill(G1Jacobian.Infinity);
        engine.Evaluate(points);
        return G1Jacobian.ToAffine(points);
    }
}
