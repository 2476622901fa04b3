using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>Eight lanes. Needs AVX2; AVX-512 VL, where there is one, turns each rotation into one instruction.</summary>
    private readonly struct Vector256Lanes : ISha256Lanes<Vector256<uint>>
    {
        public static int Count => 8;

        public static Vector256<uint> Broadcast(uint value) => Vector256.Create(value);

        public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

        public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => Vector256.ConditionalSelect(x, y, z);

        // Where x and y agree they are the majority; where they differ, z decides.
        public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
            Vector256.ConditionalSelect(x ^ y, z, y);

        public static Vector256<uint> BigSigma0(Vector256<uint> x) => RotateRight(x, 2) ^ RotateRight(x, 13) ^ RotateRight(x, 22);

        public static Vector256<uint> BigSigma1(Vector256<uint> x) => RotateRight(x, 6) ^ RotateRight(x, 11) ^ RotateRight(x, 25);

        public static Vector256<uint> SmallSigma0(Vector256<uint> x) => RotateRight(x, 7) ^ RotateRight(x, 18) ^ (x >>> 3);

        public static Vector256<uint> SmallSigma1(Vector256<uint> x) => RotateRight(x, 17) ^ RotateRight(x, 19) ^ (x >>> 10);

        public static void Load(ref byte nodes, Span<Vector256<uint>> words)
        {
            for (int half = 0; half < 2; half++)
            {
                Span<Vector256<uint>> rows = words.Slice(8 * half, 8);
                for (int i = 0; i < 8; i++)
                    rows[i] = SwapBytes(Vector256.LoadUnsafe(ref nodes, (nuint)((i * PairLength) + (half * 32))).AsUInt32());
                Transpose(rows);
            }
        }

        public static void Store(ReadOnlySpan<Vector256<uint>> state, ref byte parents)
        {
            StateWords<Vector256<uint>> buffer = default;
            Span<Vector256<uint>> rows = buffer;
            state.CopyTo(rows);
            Transpose(rows);
            for (int i = 0; i < 8; i++)
                SwapBytes(rows[i]).AsByte().StoreUnsafe(ref parents, (nuint)(i * HashLength));
        }

        private static void Transpose(Span<Vector256<uint>> rows)
        {
            TransposeQuads(rows);
            TransposeQuads(rows[4..]);
            for (int c = 0; c < 4; c++)
            {
                Vector256<uint> low = rows[c], high = rows[4 + c];
                rows[c] = Avx2.Permute2x128(low, high, 0x20);
                rows[4 + c] = Avx2.Permute2x128(low, high, 0x31);
            }
        }

        /// <summary>Transposes, in each 128-bit block, the 4x4 words of four vectors.</summary>
        private static void TransposeQuads(Span<Vector256<uint>> rows)
        {
            Vector256<uint> low01 = Avx2.UnpackLow(rows[0], rows[1]), high01 = Avx2.UnpackHigh(rows[0], rows[1]);
            Vector256<uint> low23 = Avx2.UnpackLow(rows[2], rows[3]), high23 = Avx2.UnpackHigh(rows[2], rows[3]);
            rows[0] = Avx2.UnpackLow(low01.AsUInt64(), low23.AsUInt64()).AsUInt32();
            rows[1] = Avx2.UnpackHigh(low01.AsUInt64(), low23.AsUInt64()).AsUInt32();
            rows[2] = Avx2.UnpackLow(high01.AsUInt64(), high23.AsUInt64()).AsUInt32();
            rows[3] = Avx2.UnpackHigh(high01.AsUInt64(), high23.AsUInt64()).AsUInt32();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<uint> RotateRight(Vector256<uint> x, [ConstantExpected] byte count) =>
            Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, count) : (x >>> count) | (x << (32 - count));

        private static Vector256<uint> SwapBytes(Vector256<uint> x)
        {
            Vector128<byte> order = Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
            return Avx2.Shuffle(x.AsByte(), Vector256.Create(order)).AsUInt32();
        }
    }
}
