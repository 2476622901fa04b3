using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Eight lanes. Needs AVX-512 F and DQ.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<double>>
{
    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported;

    public static int Count => 8;

    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    public static Vector512<double> Subtract(Vector512<double> a, Vector512<double> b) => a - b;

    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Avx512F.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> NegatedMultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Avx512F.FusedMultiplyAddNegated(a, b, c);

    public static Vector512<double> IsZero(Vector512<double> a) => Vector512.Equals(a, Vector512<double>.Zero);

    public static Vector512<double> Select(Vector512<double> mask, Vector512<double> a, Vector512<double> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    public static Vector512<double> And(Vector512<double> a, Vector512<double> b) => a & b;

    public static Vector512<double> Or(Vector512<double> a, Vector512<double> b) => a | b;

    public static Vector512<double> Xor(Vector512<double> a, Vector512<double> b) => a ^ b;

    public static uint SignBits(Vector512<double> mask) => (uint)Vector512.ExtractMostSignificantBits(mask);

    public static void Gather(Vector512<double>* r, double* source, int* offsets)
    {
        for (int lane = 0; lane < Count; lane++)
            r[lane] = Vector512.Load(source + offsets[lane]);
        Transpose(r);
    }

    public static void Scatter(Vector512<double>* a, double* target, int* offsets)
    {
        Transpose(a);
        for (int lane = 0; lane < Count; lane++)
            a[lane].Store(target + offsets[lane]);
    }

    public static void Normalize(Vector512<double>* r, Vector512<double>* a) => FpNormalizer<Lanes512, Vector512<double>>.Normalize(r, a);

    public static void Carry(Vector512<double>* r) => FpNormalizer<Lanes512, Vector512<double>>.Carry(r);

    public static void Product(Vector512<double>* r0, Vector512<double>* a0, Vector512<double>* b0, Vector512<double>* scratch) =>
        FpKernels<Lanes512, Vector512<double>>.Multiply(r0, a0, b0, scratch);

    public static void ProductPair(
        Vector512<double>* r0,
        Vector512<double>* r1,
        Vector512<double>* a0,
        Vector512<double>* b0,
        Vector512<double>* a1,
        Vector512<double>* b1,
        Vector512<double>* scratch) =>
        FpKernels<Lanes512, Vector512<double>>.MultiplyPair(r0, r1, a0, b0, a1, b1, scratch);

    public static void ProductComplex(
        Vector512<double>* r0,
        Vector512<double>* r1,
        Vector512<double>* a0,
        Vector512<double>* a1,
        Vector512<double>* b0,
        Vector512<double>* b1,
        Vector512<double>* scratch) =>
        FpKernels<Lanes512, Vector512<double>>.MultiplyComplex(r0, r1, a0, a1, b0, b1, scratch);

    private static void Transpose(Vector512<double>* rows)
    {
        Vector512<double> low01 = Avx512F.UnpackLow(rows[0], rows[1]), high01 = Avx512F.UnpackHigh(rows[0], rows[1]);
        Vector512<double> low23 = Avx512F.UnpackLow(rows[2], rows[3]), high23 = Avx512F.UnpackHigh(rows[2], rows[3]);
        Vector512<double> low45 = Avx512F.UnpackLow(rows[4], rows[5]), high45 = Avx512F.UnpackHigh(rows[4], rows[5]);
        Vector512<double> low67 = Avx512F.UnpackLow(rows[6], rows[7]), high67 = Avx512F.UnpackHigh(rows[6], rows[7]);
        Columns(rows, low01, low23, low45, low67);
        Columns(rows + 1, high01, high23, high45, high67);
    }

    /// <summary>Columns 0, 2, 4 and 6, of pairs of rows that have two columns side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        Vector512<double>* r, Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d)
    {
        const byte Even = 0x88, Odd = 0xdd;
        Vector512<double> even0 = Avx512F.Shuffle4x128(a, b, Even), odd0 = Avx512F.Shuffle4x128(a, b, Odd);
        Vector512<double> even1 = Avx512F.Shuffle4x128(c, d, Even), odd1 = Avx512F.Shuffle4x128(c, d, Odd);
        r[0] = Avx512F.Shuffle4x128(even0, even1, Even);
        r[2] = Avx512F.Shuffle4x128(odd0, odd1, Even);
        r[4] = Avx512F.Shuffle4x128(even0, even1, Odd);
        r[6] = Avx512F.Shuffle4x128(odd0, odd1, Odd);
    }
}
