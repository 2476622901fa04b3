namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>The limbs of an element of Fp, the same in all lanes.</summary>
internal readonly struct LaneConstant
{
    private readonly double[] _limbs;

    /// <summary>The Montgomery form of an element.</summary>
    internal LaneConstant(in Fp value)
        : this(LimbsOf(in value))
    {
    }

    private LaneConstant(double[] limbs) => _limbs = limbs;

    internal ReadOnlySpan<double> Limbs => _limbs;

    /// <summary>An integer below p, as it is.</summary>
    internal static LaneConstant Raw(string hex) => new(FpTransfer.Balanced(Convert.FromHexString(hex.PadLeft(2 * Fp.Size, '0'))));

    private static double[] LimbsOf(in Fp value)
    {
        // x 2^384 = (x 2^383) 2: Fp has no other way to a power of two that needs no table.
        Fp shifted = value;
        for (int i = 0; i < FpShape.Limbs * FpShape.LimbBits; i++)
            shifted = shifted.Double();
        Span<byte> bytes = stackalloc byte[Fp.Size];
        shifted.Write(bytes);
        return FpTransfer.Balanced(bytes);
    }
}
