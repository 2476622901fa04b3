using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>Sixteen lanes. Needs AVX-512 F (rotate, three-way logic, shuffles of 128-bit blocks) and BW (byte swap).</summary>
    private readonly struct Vector512Lanes : ISha256Lanes<Vector512Lanes, Vector512<uint>>
    {
        internal const byte Xor3 = 0x96;
        internal const byte Select = 0xCA;
        internal const byte MajorityOf3 = 0xE8;

        public static int Count => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Broadcast(ref readonly uint value) => Vector512.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Choose(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
            Avx512F.TernaryLogic(x, y, z, Select);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
            Avx512F.TernaryLogic(x, y, z, MajorityOf3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> BigSigma0(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 2), Avx512F.RotateRight(x, 13), Avx512F.RotateRight(x, 22), Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> BigSigma1(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 6), Avx512F.RotateRight(x, 11), Avx512F.RotateRight(x, 25), Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> SmallSigma0(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 7), Avx512F.RotateRight(x, 18), x >>> 3, Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<uint> SmallSigma1(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 17), Avx512F.RotateRight(x, 19), x >>> 10, Xor3);

        public static void Load(ref byte nodes, ref Vector512<uint> words, nuint stride)
        {
            for (nuint r = 0; r < 4; r++)
            {
                ref byte row = ref Unsafe.Add(ref nodes, 4 * PairLength * r);
                Vector512<uint> r0 = LoadNode(ref row, 0), r1 = LoadNode(ref row, 1), r2 = LoadNode(ref row, 2), r3 = LoadNode(ref row, 3);
                TransposeQuads(ref r0, ref r1, ref r2, ref r3);
                ref Vector512<uint> target = ref Unsafe.Add(ref words, 4 * r * stride);
                target = r0;
                Unsafe.Add(ref target, stride) = r1;
                Unsafe.Add(ref target, 2 * stride) = r2;
                Unsafe.Add(ref target, 3 * stride) = r3;
            }

            // Word 4 r + c holds, in block b, word 4 b + c of nodes 4 r .. 4 r + 3: transpose the 4x4 blocks over r and b.
            for (nuint c = 0; c < 4; c++)
            {
                ref Vector512<uint> column = ref Unsafe.Add(ref words, c * stride);
                Vector512<uint> r0 = column, r1 =
                    Unsafe.Add(ref column, 4 * stride), r2 = Unsafe.Add(ref column, 8 * stride), r3 = Unsafe.Add(ref column, 12 * stride);
                Vector512<uint> low01 = Avx512F.Shuffle4x128(r0, r1, 0x44), high01 = Avx512F.Shuffle4x128(r0, r1, 0xEE);
                Vector512<uint> low23 = Avx512F.Shuffle4x128(r2, r3, 0x44), high23 = Avx512F.Shuffle4x128(r2, r3, 0xEE);
                column = Avx512F.Shuffle4x128(low01, low23, 0x88);
                Unsafe.Add(ref column, 4 * stride) = Avx512F.Shuffle4x128(low01, low23, 0xDD);
                Unsafe.Add(ref column, 8 * stride) = Avx512F.Shuffle4x128(high01, high23, 0x88);
                Unsafe.Add(ref column, 12 * stride) = Avx512F.Shuffle4x128(high01, high23, 0xDD);
            }
        }

        public static void Store(ref Vector512<uint> state, nuint stride, ref byte parents)
        {
            Vector512<uint> h0 =
                state, h1 = Unsafe.Add(ref state, stride), h2 = Unsafe.Add(ref state, 2 * stride), h3 = Unsafe.Add(ref state, 3 * stride);
            Vector512<uint> h4 = Unsafe.Add(ref state, 4 * stride), h5 =
                Unsafe.Add(ref state, 5 * stride), h6 = Unsafe.Add(ref state, 6 * stride), h7 = Unsafe.Add(ref state, 7 * stride);
            TransposeQuads(ref h0, ref h1, ref h2, ref h3);
            TransposeQuads(ref h4, ref h5, ref h6, ref h7);
            StoreColumn(h0, h4, ref parents);
            StoreColumn(h1, h5, ref Unsafe.Add(ref parents, HashLength));
            StoreColumn(h2, h6, ref Unsafe.Add(ref parents, 2 * HashLength));
            StoreColumn(h3, h7, ref Unsafe.Add(ref parents, 3 * HashLength));
        }

        /// <summary>Block r of the two arguments are the halves of one hash; writes the four of them four hashes apart.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void StoreColumn(Vector512<uint> first, Vector512<uint> second, ref byte parents)
        {
            Vector512<ulong> x = SwapBytes(first).AsUInt64(), y = SwapBytes(second).AsUInt64();
            Vector512<byte> low = Avx512F.PermuteVar8x64x2(x, Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), y).AsByte();
            Vector512<byte> high = Avx512F.PermuteVar8x64x2(x, Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), y).AsByte();
            low.GetLower().StoreUnsafe(ref parents);
            low.GetUpper().StoreUnsafe(ref parents, 4 * HashLength);
            high.GetLower().StoreUnsafe(ref parents, 8 * HashLength);
            high.GetUpper().StoreUnsafe(ref parents, 12 * HashLength);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<uint> LoadNode(ref byte row, nuint index) =>
            SwapBytes(Vector512.LoadUnsafe(ref row, index * PairLength).AsUInt32());

        /// <summary>Transposes, in each 128-bit block, the 4x4 words of four vectors.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void TransposeQuads(ref Vector512<uint> r0, ref Vector512<uint> r1, ref Vector512<uint> r2, ref Vector512<uint> r3)
        {
            Vector512<ulong> low01 = Avx512F.UnpackLow(r0, r1).AsUInt64(), high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
            Vector512<ulong> low23 = Avx512F.UnpackLow(r2, r3).AsUInt64(), high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
            r0 = Avx512F.UnpackLow(low01, low23).AsUInt32();
            r1 = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            r2 = Avx512F.UnpackLow(high01, high23).AsUInt32();
            r3 = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }

        // One constant: to repeat sixteen bytes is not folded by the compiler.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<uint> SwapBytes(Vector512<uint> x) =>
            Avx512BW.Shuffle(x.AsByte(), Vector512.Create(
                (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
                3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
                3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
                3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();
    }
}
