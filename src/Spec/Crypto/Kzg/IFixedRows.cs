using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>Rows of points known beforehand, of equal length.</summary>
internal interface IFixedRows
{
    /// <summary>The sum of each row's points times their scalars, which lie row after row.</summary>
    G1Jacobian[] Multiply(ReadOnlySpan<Fr> scalars);
}
