using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>Rows without tables: one multi-scalar multiplication each.</summary>
internal sealed class PlainRows(G1Affine[] points, int rowLength) : IFixedRows
{
    public G1Jacobian[] Multiply(ReadOnlySpan<Fr> scalars)
    {
        var sums = new G1Jacobian[points.Length / rowLength];
        for (int i = 0; i < sums.Length; i++)
            sums[i] =
                G1Msm.Multiply(PlainEngine.Instance, points.AsSpan(i * rowLength, rowLength), scalars.Slice(i * rowLength, rowLength));
        return sums;
    }
}
