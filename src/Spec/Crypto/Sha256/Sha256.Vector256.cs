using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>Eight lanes. Needs AVX2.</summary>
    private readonly struct Vector256Lanes : ISha256Lanes<Vector256Lanes, Vector256<uint>>
    {
        private const byte LowBlocks = 0x20;
        private const byte HighBlocks = 0x31;

        public static int Count => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Broadcast(ref readonly uint value) => Vector256.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
            Vector256.ConditionalSelect(x, y, z);

        // Where x and y agree they are the majority; where they differ, z decides.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
            Vector256.ConditionalSelect(x ^ y, z, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> BigSigma0(Vector256<uint> x) => RotateRight(x, 2) ^ RotateRight(x, 13) ^ RotateRight(x, 22);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> BigSigma1(Vector256<uint> x) => RotateRight(x, 6) ^ RotateRight(x, 11) ^ RotateRight(x, 25);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> SmallSigma0(Vector256<uint> x) => RotateRight(x, 7) ^ RotateRight(x, 18) ^ (x >>> 3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> SmallSigma1(Vector256<uint> x) => RotateRight(x, 17) ^ RotateRight(x, 19) ^ (x >>> 10);

        public static void Load(ref byte nodes, ref Vector256<uint> words, nuint stride)
        {
            for (nuint half = 0; half < 2; half++)
            {
                ref byte source = ref Unsafe.Add(ref nodes, half * HashLength);
                Vector256<uint> r0 =
                    LoadHalf(ref source, 0), r1 = LoadHalf(ref source, 1), r2 = LoadHalf(ref source, 2), r3 = LoadHalf(ref source, 3);
                Vector256<uint> r4 =
                    LoadHalf(ref source, 4), r5 = LoadHalf(ref source, 5), r6 = LoadHalf(ref source, 6), r7 = LoadHalf(ref source, 7);
                TransposeQuads(ref r0, ref r1, ref r2, ref r3);
                TransposeQuads(ref r4, ref r5, ref r6, ref r7);

                // Row c holds words c and 4 + c of nodes 0 to 3, row 4 + c those of nodes 4 to 7.
                ref Vector256<uint> w = ref Unsafe.Add(ref words, 8 * half * stride);
                w = Avx2.Permute2x128(r0, r4, LowBlocks);
                Unsafe.Add(ref w, stride) = Avx2.Permute2x128(r1, r5, LowBlocks);
                Unsafe.Add(ref w, 2 * stride) = Avx2.Permute2x128(r2, r6, LowBlocks);
                Unsafe.Add(ref w, 3 * stride) = Avx2.Permute2x128(r3, r7, LowBlocks);
                Unsafe.Add(ref w, 4 * stride) = Avx2.Permute2x128(r0, r4, HighBlocks);
                Unsafe.Add(ref w, 5 * stride) = Avx2.Permute2x128(r1, r5, HighBlocks);
                Unsafe.Add(ref w, 6 * stride) = Avx2.Permute2x128(r2, r6, HighBlocks);
                Unsafe.Add(ref w, 7 * stride) = Avx2.Permute2x128(r3, r7, HighBlocks);
            }
        }

        public static void Store(ref Vector256<uint> state, nuint stride, ref byte parents)
        {
            Vector256<uint> h0 =
                state, h1 = Unsafe.Add(ref state, stride), h2 = Unsafe.Add(ref state, 2 * stride), h3 = Unsafe.Add(ref state, 3 * stride);
            Vector256<uint> h4 = Unsafe.Add(ref state, 4 * stride), h5 =
                Unsafe.Add(ref state, 5 * stride), h6 = Unsafe.Add(ref state, 6 * stride), h7 = Unsafe.Add(ref state, 7 * stride);
            TransposeQuads(ref h0, ref h1, ref h2, ref h3);
            TransposeQuads(ref h4, ref h5, ref h6, ref h7);
            StoreColumn(h0, h4, ref parents);
            StoreColumn(h1, h5, ref Unsafe.Add(ref parents, HashLength));
            StoreColumn(h2, h6, ref Unsafe.Add(ref parents, 2 * HashLength));
            StoreColumn(h3, h7, ref Unsafe.Add(ref parents, 3 * HashLength));
        }

        /// <summary>Block r of the two arguments are the halves of one hash; writes the two of them four hashes apart.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void StoreColumn(Vector256<uint> first, Vector256<uint> second, ref byte parents)
        {
            SwapBytes(Avx2.Permute2x128(first, second, LowBlocks)).AsByte().StoreUnsafe(ref parents);
            SwapBytes(Avx2.Permute2x128(first, second, HighBlocks)).AsByte().StoreUnsafe(ref parents, 4 * HashLength);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<uint> LoadHalf(ref byte source, nuint index) =>
            SwapBytes(Vector256.LoadUnsafe(ref source, index * PairLength).AsUInt32());

        /// <summary>Transposes, in each 128-bit block, the 4x4 words of four vectors.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void TransposeQuads(ref Vector256<uint> r0, ref Vector256<uint> r1, ref Vector256<uint> r2, ref Vector256<uint> r3)
        {
            Vector256<ulong> low01 = Avx2.UnpackLow(r0, r1).AsUInt64(), high01 = Avx2.UnpackHigh(r0, r1).AsUInt64();
            Vector256<ulong> low23 = Avx2.UnpackLow(r2, r3).AsUInt64(), high23 = Avx2.UnpackHigh(r2, r3).AsUInt64();
            r0 = Avx2.UnpackLow(low01, low23).AsUInt32();
            r1 = Avx2.UnpackHigh(low01, low23).AsUInt32();
            r2 = Avx2.UnpackLow(high01, high23).AsUInt32();
            r3 = Avx2.UnpackHigh(high01, high23).AsUInt32();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<uint> RotateRight(Vector256<uint> x, [ConstantExpected] byte count) => (x >>> count) | (x << (32 - count));

        // One constant: to repeat sixteen bytes is not folded by the compiler.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<uint> SwapBytes(Vector256<uint> x) =>
            Avx2.Shuffle(x.AsByte(), Vector256.Create(
                (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
                3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();
    }
}
