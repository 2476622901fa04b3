namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>The shape of <see cref="FpV{V}"/>.</summary>
internal static class FpShape
{
    internal const int Limbs = 8;
    internal const int LimbBits = 48;
}
