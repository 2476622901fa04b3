using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>Commitments and proofs as 48 bytes (<c>deneb/polynomial-commitments.md#validate_kzg_g1</c>).</summary>
internal static class KzgPoints
{
    /// <summary>Reads a point of the subgroup, infinity included.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out G1Affine point) => G1.Decode(bytes, out point) == PointError.None;

    /// <summary>Writes the compressed form.</summary>
    public static void Write(in G1Affine point, Span<byte> bytes) => G1.Encode(in point, bytes);
}
