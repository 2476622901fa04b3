namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>The limbs of an element of Fp, the same in all lanes.</summary>
internal readonly struct LaneConstant
{
    private static readonly Fp Montgomery = PowerOfTwo(FpShape.Limbs * FpShape.LimbBits);

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
        Span<byte> bytes = stackalloc byte[Fp.Size];
        (value * Montgomery).Write(bytes);
        return FpTransfer.Balanced(bytes);
    }

    private static Fp PowerOfTwo(int exponent)
    {
        Fp power = Fp.One;
        for (int i = 0; i < exponent; i++)
            power = power.Double();
        return power;
    }
}
