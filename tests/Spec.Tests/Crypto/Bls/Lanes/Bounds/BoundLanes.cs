using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>
/// A lane that holds, in place of a number, a bound of its magnitude: whatever a formula does with real numbers within the bounds it is
/// given, none of them gets beyond the bounds found here, and every place where doubles would stop being exact is checked. Signs are of no
/// account, masks may be anything.
/// </summary>
internal readonly unsafe struct BoundLanes : ILanes<double>
{
    public static int Count => 1;

    public static double Broadcast(double value) => Math.Abs(value);

    public static double Add(double a, double b) => LaneLimits.Check(LaneLimit.Sum, Math.Abs(a) + Math.Abs(b));

    public static double Subtract(double a, double b) => Add(a, b);

    public static double Multiply(double a, double b) => LaneLimits.Check(LaneLimit.Sum, Math.Abs(a * b));

    public static double MultiplyAdd(double a, double b, double c) => Add(Multiply(a, b), c);

    public static double NegatedMultiplyAdd(double a, double b, double c) => MultiplyAdd(a, b, c);

    public static double IsZero(double a) => 0;

    public static double Select(double mask, double a, double b) => Math.Max(Math.Abs(a), Math.Abs(b));

    public static double And(double a, double b) => 0;

    public static double Or(double a, double b) => Select(default, a, b);

    /// <summary>Only ever changes signs.</summary>
    public static double Xor(double a, double b) => Select(default, a, b);

    public static uint SignBits(double mask) => 0;

    public static void Gather(double* r, double* source, int* offsets) =>
        new ReadOnlySpan<double>(source + offsets[0], FpShape.Limbs).CopyTo(new Span<double>(r, FpShape.Limbs));

    public static void Scatter(double* a, double* target, int* offsets) =>
        new ReadOnlySpan<double>(a, FpShape.Limbs).CopyTo(new Span<double>(target + offsets[0], FpShape.Limbs));

    public static void Normalize(double* r, double* a) => Write(r, NormalizerBounds.Normalize(Read(a)));

    /// <summary>Asks whether an element is zero modulo p, which carries show of values below p.</summary>
    public static void Carry(double* r)
    {
        long[] limbs = Read(r);
        LaneLimits.CheckBelowModulus(LaneModulus.Value(limbs));
        Write(r, NormalizerBounds.Carry(limbs));
    }

    public static void Product(double* r0, double* a0, double* b0, double* scratch) => Write(r0, KernelBounds.Sum([(Read(a0), Read(b0))]));

    public static void ProductPair(double* r0, double* r1, double* a0, double* b0, double* a1, double* b1, double* scratch)
    {
        long[] first = KernelBounds.Sum([(Read(a0), Read(b0))]), second = KernelBounds.Sum([(Read(a1), Read(b1))]);
        Write(r0, first);
        Write(r1, second);
    }

    public static void ProductComplex(double* r0, double* r1, double* a0, double* a1, double* b0, double* b1, double* scratch)
    {
        long[] real = KernelBounds.Sum([(Read(a0), Read(b0)), (Read(a1), Read(b1))]);
        long[] imaginary = KernelBounds.Sum([(Read(a0), Read(b1)), (Read(a1), Read(b0))]);
        Write(r0, real);
        Write(r1, imaginary);
    }

    private static long[] Read(double* limbs)
    {
        var bounds = new long[FpShape.Limbs];
        for (int i = 0; i < bounds.Length; i++)
            bounds[i] = (long)LaneLimits.Check(LaneLimit.Sum, Math.Abs(limbs[i]));
        return bounds;
    }

    private static void Write(double* limbs, long[] bounds)
    {
        for (int i = 0; i < bounds.Length; i++)
            limbs[i] = bounds[i];
    }
}
