using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// The products inside one operation, four at a time in the lanes of AVX2 with FMA, where there is no AVX-512: two products of Fp2, or four
/// of Fp. Takes and gives elements as <see cref="Fp"/> stores them; same steps for every value.
/// </summary>
/// <remarks>
/// Seven limbs of 56 bits become eight of 49, signed and at most 2^48 + 2^22, and back; 8 x 49 = 7 x 56, so that R is the same. A result
/// lies between -p and p and gets p added. The tests work out how close columns come to what doubles hold exactly, and feed numbers at the
/// bounds.
/// </remarks>
[SkipLocalsInit]
internal static unsafe class FourProducts
{
    private const int Limbs = 8;
    private const int LimbBits = 49;
    private const int Alignment = 32;

    /// <summary>The bits of 2^52 as a double: joined with an integer below, they make the sum.</summary>
    private const ulong Exponent = 0x4330000000000000UL;

    /// <summary>1.5 2^52; added to an integer of either sign, it leaves the integer in the low bits.</summary>
    private const double Signed = 1.5 * (1L << 52);

    private static readonly AlignedBuffer s_constants = MakeConstants();

    internal static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported && Fma.IsSupported && !Fp.HasVectorKernel;
    }

    /// <summary>2^48 in each of the limbs 0 to 6 of 49 bits, in limbs of 56: what centres them.</summary>
    private static Vector256<ulong> CentreLow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x1000000000000UL, 0x20000000000UL, 0x400000000UL, 0x8000000UL);
    }

    private static Vector256<ulong> CentreHigh
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x100000UL, 0x2000UL, 0x40UL, 0UL);
    }

    /// <summary>The limbs of p, each with 2^49 borrowed from the next one.</summary>
    private static ReadOnlySpan<ulong> ModulusPadded =>
    [
        0x2ffffffffaaabUL, 0x358a9ffffdcfeUL, 0x23d8907aafffeUL, 0x3ece61a541ed5UL,
        0x374b84f38512aUL, 0x3b21a5d66bb22UL, 0x3ff9a692c6e9dUL, 0x340223d471UL,
    ];

    /// <summary>The products a b and c d.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void MultiplyComplex(in Fp2 a, in Fp2 b, in Fp2 c, in Fp2 d, out Fp2 ab, out Fp2 cd)
    {
        byte* memory = stackalloc byte[(((5 * Limbs) + StoredKernels.Room) * sizeof(Vector256<double>)) + Alignment];
        unchecked
        {
            Vector256<double>* left = Aligned(memory), right = left + Limbs, imaginary = right + Limbs, turned = imaginary + Limbs;
            Vector256<double>* result = turned + Limbs;
            Enter(left, in a.C0, in a.C1, in c.C0, in c.C1);
            Enter(right, in b.C0, in b.C1, in d.C0, in d.C1);

            // (a0 b0 - a1 b1) and (a0 b1 + a1 b0) in neighbouring lanes: a0 (b0, b1) + a1 (-b1, b0).
            Vector256<double> sign = Vector256.Create(-0.0, 0.0, -0.0, 0.0);
            for (int i = 0; i < Limbs; i++)
            {
                Vector256<double> x = left[i];
                left[i] = Avx.Permute(x, 0b0000);
                imaginary[i] = Avx.Permute(x, 0b1111);
                turned[i] = Avx.Permute(right[i], 0b0101) ^ sign;
            }

            StoredKernels.MultiplyTwice(result, left, right, imaginary, turned, result + Limbs, Constants);
            Leave(result, out ab, out cd);
        }
    }

    /// <summary>The products of the coefficients, each with its like: (a0 b0, a1 b1) and (c0 d0, c1 d1).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void MultiplyEach(in Fp2 a, in Fp2 b, in Fp2 c, in Fp2 d, out Fp2 ab, out Fp2 cd)
    {
        byte* memory = stackalloc byte[(((3 * Limbs) + StoredKernels.Room) * sizeof(Vector256<double>)) + Alignment];
        unchecked
        {
            Vector256<double>* left = Aligned(memory), right = left + Limbs, result = right + Limbs;
            Enter(left, in a.C0, in a.C1, in c.C0, in c.C1);
            Enter(right, in b.C0, in b.C1, in d.C0, in d.C1);
            StoredKernels.Multiply(result, left, right, result + Limbs, Constants);
            Leave(result, out ab, out cd);
        }
    }

    /// <summary>Raises two elements to a public exponent, big-endian, in windows of four bits, without leaving the lanes.</summary>
    internal static void Power(in Fp a, in Fp b, ReadOnlySpan<byte> exponent, out Fp powerA, out Fp powerB)
    {
        byte* memory = stackalloc byte[(((17 * Limbs) + StoredKernels.Room) * sizeof(Vector256<double>)) + Alignment];
        unchecked
        {
            Vector256<double>* result = Aligned(memory), powers = result + Limbs, room = powers + (16 * Limbs);
            Fp one = Fp.One;
            Enter(result, in one, in one, in one, in one);
            Enter(powers, in one, in one, in one, in one);
            Enter(powers + Limbs, in a, in b, in a, in b);
            for (int i = 2; i < 16; i++)
                StoredKernels.Multiply(powers + (i * Limbs), powers + ((i - 1) * Limbs), powers + Limbs, room, Constants);
            foreach (byte digits in exponent)
            {
                for (int shift = 4; shift >= 0; shift -= 4)
                {
                    for (int i = 0; i < 4; i++)
                        StoredKernels.Multiply(result, result, result, room, Constants);
                    StoredKernels.Multiply(result, result, powers + (((digits >> shift) & 15) * Limbs), room, Constants);
                }
            }

            Leave(result, out Fp2 first, out _);
            (powerA, powerB) = (first.C0, first.C1);
        }
    }

    private static Vector256<double>* Constants
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Vector256<double>*)s_constants.Start;
    }

    /// <summary>
    /// Four elements to limbs of 49 bits. Limb k of 56 bits starts 7 k bits above limb k of 49: its lowest bits go there, the others to the
    /// next one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(Vector256<double>* to, in Fp a, in Fp b, in Fp c, in Fp d)
    {
        Transpose(Low(in a), Low(in b), Low(in c), Low(in d), out var x0, out var x1, out var x2, out var x3);
        Transpose(High(in a), High(in b), High(in c), High(in d), out var x4, out var x5, out var x6, out _);
        to[0] = Digit((x0 << 15) >> 15);
        to[1] = Digit(((x1 << 22) >> 15) + (x0 >> 49));
        to[2] = Digit(((x2 << 29) >> 15) + (x1 >> 42));
        to[3] = Digit(((x3 << 36) >> 15) + (x2 >> 35));
        to[4] = Digit(((x4 << 43) >> 15) + (x3 >> 28));
        to[5] = Digit(((x5 << 50) >> 15) + (x4 >> 21));
        to[6] = Digit(((x6 << 57) >> 15) + (x5 >> 14));
        to[7] = (x6 >> 7 | Vector256.Create(Exponent)).AsDouble() - Vector256.Create((double)(1L << 52));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Low(in Fp x) => x.Limbs.GetLower() + CentreLow;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> High(in Fp x) => x.Limbs.GetUpper() + CentreHigh;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Digit(Vector256<ulong> digit) =>
        (digit | Vector256.Create(Exponent)).AsDouble() - Vector256.Create((double)((1L << 52) + (1L << (LimbBits - 1))));

    /// <summary>Four results, with p added, back to limbs of 56 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Leave(Vector256<double>* from, out Fp2 first, out Fp2 second)
    {
        Vector256<ulong> mask = Vector256.Create((1UL << LimbBits) - 1);
        Vector256<ulong> w0 = Positive(from, 0), w1 = Positive(from, 1), w2 = Positive(from, 2), w3 = Positive(from, 3);
        Vector256<ulong> w4 = Positive(from, 4), w5 = Positive(from, 5), w6 = Positive(from, 6), w7 = Positive(from, 7);
        w7 += w6 >> LimbBits;
        w6 = (w6 & mask) + (w5 >> LimbBits);
        w5 = (w5 & mask) + (w4 >> LimbBits);
        w4 = (w4 & mask) + (w3 >> LimbBits);
        w3 = (w3 & mask) + (w2 >> LimbBits);
        w2 = (w2 & mask) + (w1 >> LimbBits);
        w1 = (w1 & mask) + (w0 >> LimbBits);
        w0 &= mask;
        Transpose(
            w0 + ((w1 << 57) >> 8), (w1 >> 7) + ((w2 << 50) >> 8), (w2 >> 14) + ((w3 << 43) >> 8), (w3 >> 21) + ((w4 << 36) >> 8),
            out var low0, out var low1, out var low2, out var low3);
        Transpose(
            (w4 >> 28) + ((w5 << 29) >> 8), (w5 >> 35) + ((w6 << 22) >> 8), (w6 >> 42) + ((w7 << 15) >> 8), Vector256<ulong>.Zero,
            out var high0, out var high1, out var high2, out var high3);
        first = new Fp2(new Fp(Vector512.Create(low0, high0)), new Fp(Vector512.Create(low1, high1)));
        second = new Fp2(new Fp(Vector512.Create(low2, high2)), new Fp(Vector512.Create(low3, high3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Positive(Vector256<double>* limbs, int i) => unchecked(
        (limbs[i] + Vector256.Create(Signed)).AsUInt64() + Vector256.Create(ModulusPadded[i] - BitConverter.DoubleToUInt64Bits(Signed)));

    /// <summary>Row i of a 4 x 4 matrix becomes column i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<ulong> a,
        Vector256<ulong> b,
        Vector256<ulong> c,
        Vector256<ulong> d,
        out Vector256<ulong> x0,
        out Vector256<ulong> x1,
        out Vector256<ulong> x2,
        out Vector256<ulong> x3)
    {
        Vector256<ulong> evenAb = Avx2.UnpackLow(a, b), oddAb = Avx2.UnpackHigh(a, b);
        Vector256<ulong> evenCd = Avx2.UnpackLow(c, d), oddCd = Avx2.UnpackHigh(c, d);
        x0 = Avx2.Permute2x128(evenAb, evenCd, 0x20);
        x1 = Avx2.Permute2x128(oddAb, oddCd, 0x20);
        x2 = Avx2.Permute2x128(evenAb, evenCd, 0x31);
        x3 = Avx2.Permute2x128(oddAb, oddCd, 0x31);
    }

    private static Vector256<double>* Aligned(byte* memory) => unchecked(
        (Vector256<double>*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1)));

    private static AlignedBuffer MakeConstants()
    {
        var buffer = new AlignedBuffer(StoredKernels.Constants.Length * sizeof(Vector256<double>));
        for (int i = 0; i < StoredKernels.Constants.Length; i++)
            ((Vector256<double>*)buffer.Start)[i] = Vector256.Create(StoredKernels.Constants[i]);
        return buffer;
    }
}
