using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Four lanes. Needs AVX2 and FMA.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<double>>
{
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 4;

    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => a + b;

    public static Vector256<double> Subtract(Vector256<double> a, Vector256<double> b) => a - b;

    public static Vector256<double> Multiply(Vector256<double> a, Vector256<double> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Fma.MultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> NegatedMultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) =>
        Fma.MultiplyAddNegated(a, b, c);

    public static Vector256<double> IsZero(Vector256<double> a) => Vector256.Equals(a, Vector256<double>.Zero);

    public static Vector256<double> Select(Vector256<double> mask, Vector256<double> a, Vector256<double> b) =>
        Vector256.ConditionalSelect(mask, a, b);

    public static Vector256<double> And(Vector256<double> a, Vector256<double> b) => a & b;

    public static Vector256<double> Or(Vector256<double> a, Vector256<double> b) => a | b;

    public static Vector256<double> Xor(Vector256<double> a, Vector256<double> b) => a ^ b;

    public static uint SignBits(Vector256<double> mask) => Vector256.ExtractMostSignificantBits(mask);

    public static void Gather(Vector256<double>* r, double* source, int* offsets)
    {
        for (int lane = 0; lane < Count; lane++)
        {
            r[lane] = Vector256.Load(source + offsets[lane]);
            r[Count + lane] = Vector256.Load(source + offsets[lane] + Count);
        }

        Transpose(r);
        Transpose(r + Count);
    }

    public static void Scatter(Vector256<double>* a, double* target, int* offsets)
    {
        Transpose(a);
        Transpose(a + Count);
        for (int lane = 0; lane < Count; lane++)
        {
            a[lane].Store(target + offsets[lane]);
            a[Count + lane].Store(target + offsets[lane] + Count);
        }
    }

    public static void Normalize(Vector256<double>* r, Vector256<double>* a) => FpNormalizer<Lanes256, Vector256<double>>.Normalize(r, a);

    public static void Carry(Vector256<double>* r) => FpNormalizer<Lanes256, Vector256<double>>.Carry(r);

    public static void Product(Vector256<double>* r0, Vector256<double>* a0, Vector256<double>* b0, Vector256<double>* scratch) =>
        FpNarrowKernels<Lanes256, Vector256<double>>.Multiply(r0, a0, b0, scratch);

    public static void ProductPair(
        Vector256<double>* r0,
        Vector256<double>* r1,
        Vector256<double>* a0,
        Vector256<double>* b0,
        Vector256<double>* a1,
        Vector256<double>* b1,
        Vector256<double>* scratch) =>
        FpNarrowKernels<Lanes256, Vector256<double>>.MultiplyPair(r0, r1, a0, b0, a1, b1, scratch);

    public static void ProductComplex(
        Vector256<double>* r0,
        Vector256<double>* r1,
        Vector256<double>* a0,
        Vector256<double>* a1,
        Vector256<double>* b0,
        Vector256<double>* b1,
        Vector256<double>* scratch) =>
        FpNarrowKernels<Lanes256, Vector256<double>>.MultiplyComplex(r0, r1, a0, a1, b0, b1, scratch);

    private static void Transpose(Vector256<double>* rows)
    {
        Vector256<double> low01 = Avx.UnpackLow(rows[0], rows[1]), high01 = Avx.UnpackHigh(rows[0], rows[1]);
        Vector256<double> low23 = Avx.UnpackLow(rows[2], rows[3]), high23 = Avx.UnpackHigh(rows[2], rows[3]);
        rows[0] = Avx.Permute2x128(low01, low23, 0x20);
        rows[1] = Avx.Permute2x128(high01, high23, 0x20);
        rows[2] = Avx.Permute2x128(low01, low23, 0x31);
        rows[3] = Avx.Permute2x128(high01, high23, 0x31);
    }
}
