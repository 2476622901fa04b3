using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>Sixteen lanes. Needs AVX-512 F (rotate, three-way logic, shuffles of 128-bit blocks) and BW (byte swap).</summary>
    private readonly struct Vector512Lanes : ISha256Lanes<Vector512<uint>>
    {
        private const byte Xor3 = 0x96;
        private const byte Select = 0xCA;
        private const byte MajorityOf3 = 0xE8;

        public static int Count => 16;

        public static Vector512<uint> Broadcast(uint value) => Vector512.Create(value);

        public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => x + y;

        public static Vector512<uint> Choose(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, Select);

        public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
            Avx512F.TernaryLogic(x, y, z, MajorityOf3);

        public static Vector512<uint> BigSigma0(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 2), Avx512F.RotateRight(x, 13), Avx512F.RotateRight(x, 22), Xor3);

        public static Vector512<uint> BigSigma1(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 6), Avx512F.RotateRight(x, 11), Avx512F.RotateRight(x, 25), Xor3);

        public static Vector512<uint> SmallSigma0(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 7), Avx512F.RotateRight(x, 18), x >>> 3, Xor3);

        public static Vector512<uint> SmallSigma1(Vector512<uint> x) =>
            Avx512F.TernaryLogic(Avx512F.RotateRight(x, 17), Avx512F.RotateRight(x, 19), x >>> 10, Xor3);

        public static void Load(ref byte nodes, Span<Vector512<uint>> words)
        {
            for (int i = 0; i < 16; i++)
                words[i] = SwapBytes(Vector512.LoadUnsafe(ref nodes, (nuint)(i * PairLength)).AsUInt32());
            TransposeQuads(words);
            TransposeQuads(words[4..]);
            TransposeQuads(words[8..]);
            TransposeQuads(words[12..]);

            // words[4 r + c] holds, in block b, word 4 b + c of nodes 4 r .. 4 r + 3: transpose the 4x4 blocks over r and b.
            for (int c = 0; c < 4; c++)
            {
                Vector512<uint> r0 = words[c], r1 = words[4 + c], r2 = words[8 + c], r3 = words[12 + c];
                Vector512<uint> low01 = Avx512F.Shuffle4x128(r0, r1, 0x44), high01 = Avx512F.Shuffle4x128(r0, r1, 0xEE);
                Vector512<uint> low23 = Avx512F.Shuffle4x128(r2, r3, 0x44), high23 = Avx512F.Shuffle4x128(r2, r3, 0xEE);
                words[c] = Avx512F.Shuffle4x128(low01, low23, 0x88);
                words[4 + c] = Avx512F.Shuffle4x128(low01, low23, 0xDD);
                words[8 + c] = Avx512F.Shuffle4x128(high01, high23, 0x88);
                words[12 + c] = Avx512F.Shuffle4x128(high01, high23, 0xDD);
            }
        }

        public static void Store(ReadOnlySpan<Vector512<uint>> state, ref byte parents)
        {
            Words<Vector512<uint>> buffer = default;
            Span<Vector512<uint>> rows = buffer;
            state.CopyTo(rows);
            TransposeQuads(rows);
            TransposeQuads(rows[4..]);

            // Block r of rows[c] and of rows[4 + c] are the two halves of the hash of node 4 r + c.
            for (int c = 0; c < 4; c++)
            {
                Vector512<uint> first = SwapBytes(rows[c]), second = SwapBytes(rows[4 + c]);
                for (int r = 0; r < 4; r++)
                {
                    nuint offset = (nuint)(((4 * r) + c) * HashLength);
                    Block(first, r).StoreUnsafe(ref parents, offset);
                    Block(second, r).StoreUnsafe(ref parents, offset + 16);
                }
            }
        }

        private static Vector128<byte> Block(Vector512<uint> x, int index) =>
            Unsafe.Add(ref Unsafe.As<Vector512<uint>, Vector128<byte>>(ref x), index);

        /// <summary>Transposes, in each 128-bit block, the 4x4 words of four vectors.</summary>
        private static void TransposeQuads(Span<Vector512<uint>> rows)
        {
            Vector512<uint> low01 = Avx512F.UnpackLow(rows[0], rows[1]), high01 = Avx512F.UnpackHigh(rows[0], rows[1]);
            Vector512<uint> low23 = Avx512F.UnpackLow(rows[2], rows[3]), high23 = Avx512F.UnpackHigh(rows[2], rows[3]);
            rows[0] = Avx512F.UnpackLow(low01.AsUInt64(), low23.AsUInt64()).AsUInt32();
            rows[1] = Avx512F.UnpackHigh(low01.AsUInt64(), low23.AsUInt64()).AsUInt32();
            rows[2] = Avx512F.UnpackLow(high01.AsUInt64(), high23.AsUInt64()).AsUInt32();
            rows[3] = Avx512F.UnpackHigh(high01.AsUInt64(), high23.AsUInt64()).AsUInt32();
        }

        private static Vector512<uint> SwapBytes(Vector512<uint> x)
        {
            Vector128<byte> order = Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
            return Avx512BW.Shuffle(x.AsByte(), Vector512.Create(order)).AsUInt32();
        }
    }
}
