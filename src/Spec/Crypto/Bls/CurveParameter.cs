namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The parameter z of the curve: p, r and all endomorphisms are polynomials in it.</summary>
internal static class CurveParameter
{
    /// <summary>|z|; z itself is negative.</summary>
    internal const ulong Magnitude = 0xd201000000010000UL;
}
