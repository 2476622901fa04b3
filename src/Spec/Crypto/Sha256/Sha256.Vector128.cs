using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>Four lanes, on any CPU with vectors of 128 bits.</summary>
    private readonly struct Vector128Lanes : ISha256Lanes<Vector128Lanes, Vector128<uint>>
    {
        public static int Count => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Broadcast(ref readonly uint value) => Vector128.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Add(Vector128<uint> x, Vector128<uint> y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Choose(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
            Vector128.ConditionalSelect(x, y, z);

        // Where x and y agree they are the majority; where they differ, z decides.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Majority(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
            Vector128.ConditionalSelect(x ^ y, z, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> BigSigma0(Vector128<uint> x) => RotateRight(x, 2) ^ RotateRight(x, 13) ^ RotateRight(x, 22);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> BigSigma1(Vector128<uint> x) => RotateRight(x, 6) ^ RotateRight(x, 11) ^ RotateRight(x, 25);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> SmallSigma0(Vector128<uint> x) => RotateRight(x, 7) ^ RotateRight(x, 18) ^ (x >>> 3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> SmallSigma1(Vector128<uint> x) => RotateRight(x, 17) ^ RotateRight(x, 19) ^ (x >>> 10);

        public static void Load(ref byte nodes, ref Vector128<uint> words, nuint stride)
        {
            for (nuint quarter = 0; quarter < 4; quarter++)
            {
                ref byte source = ref Unsafe.Add(ref nodes, quarter * (PairLength / 4));
                Vector128<uint> r0 = LoadQuarter(ref source, 0), r1 =
                    LoadQuarter(ref source, 1), r2 = LoadQuarter(ref source, 2), r3 = LoadQuarter(ref source, 3);
                Transpose(ref r0, ref r1, ref r2, ref r3);
                ref Vector128<uint> target = ref Unsafe.Add(ref words, 4 * quarter * stride);
                target = r0;
                Unsafe.Add(ref target, stride) = r1;
                Unsafe.Add(ref target, 2 * stride) = r2;
                Unsafe.Add(ref target, 3 * stride) = r3;
            }
        }

        public static void Store(ref Vector128<uint> state, nuint stride, ref byte parents)
        {
            for (nuint half = 0; half < 2; half++)
            {
                ref Vector128<uint> source = ref Unsafe.Add(ref state, 4 * half * stride);
                Vector128<uint> h0 = source, h1 =
                    Unsafe.Add(ref source, stride), h2 = Unsafe.Add(ref source, 2 * stride), h3 = Unsafe.Add(ref source, 3 * stride);
                Transpose(ref h0, ref h1, ref h2, ref h3);
                ref byte target = ref Unsafe.Add(ref parents, half * (HashLength / 2));
                SwapBytes(h0).AsByte().StoreUnsafe(ref target);
                SwapBytes(h1).AsByte().StoreUnsafe(ref target, HashLength);
                SwapBytes(h2).AsByte().StoreUnsafe(ref target, 2 * HashLength);
                SwapBytes(h3).AsByte().StoreUnsafe(ref target, 3 * HashLength);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<uint> LoadQuarter(ref byte source, nuint index) =>
            SwapBytes(Vector128.LoadUnsafe(ref source, index * PairLength).AsUInt32());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Transpose(ref Vector128<uint> r0, ref Vector128<uint> r1, ref Vector128<uint> r2, ref Vector128<uint> r3)
        {
            Vector128<uint> low02 = ZipLow(r0, r2), high02 = ZipHigh(r0, r2), low13 = ZipLow(r1, r3), high13 = ZipHigh(r1, r3);
            r0 = ZipLow(low02, low13);
            r1 = ZipHigh(low02, low13);
            r2 = ZipLow(high02, high13);
            r3 = ZipHigh(high02, high13);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<uint> ZipLow(Vector128<uint> x, Vector128<uint> y) =>
            Sse2.IsSupported ? Sse2.UnpackLow(x, y) :
            AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y) :
            Vector128.Create(x[0], y[0], x[1], y[1]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<uint> ZipHigh(Vector128<uint> x, Vector128<uint> y) =>
            Sse2.IsSupported ? Sse2.UnpackHigh(x, y) :
            AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y) :
            Vector128.Create(x[2], y[2], x[3], y[3]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<uint> RotateRight(Vector128<uint> x, [ConstantExpected] byte count) => (x >>> count) | (x << (32 - count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<uint> SwapBytes(Vector128<uint> x) =>
            Vector128.Shuffle(x.AsByte(), Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();
    }
}
