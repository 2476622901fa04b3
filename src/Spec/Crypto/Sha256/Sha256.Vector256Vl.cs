using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary><see cref="Vector256Lanes"/> with the rotations and the three-way logic of AVX-512 VL.</summary>
    private readonly struct Vector256VlLanes : ISha256Lanes<Vector256VlLanes, Vector256<uint>>
    {
        public static int Count => Vector256Lanes.Count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Broadcast(ref readonly uint value) => Vector256.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
            Avx512F.VL.TernaryLogic(x, y, z, Vector512Lanes.Select);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
            Avx512F.VL.TernaryLogic(x, y, z, Vector512Lanes.MajorityOf3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> BigSigma0(Vector256<uint> x) =>
            Avx512F.VL.TernaryLogic(
                Avx512F.VL.RotateRight(x, 2), Avx512F.VL.RotateRight(x, 13), Avx512F.VL.RotateRight(x, 22), Vector512Lanes.Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> BigSigma1(Vector256<uint> x) =>
            Avx512F.VL.TernaryLogic(
                Avx512F.VL.RotateRight(x, 6), Avx512F.VL.RotateRight(x, 11), Avx512F.VL.RotateRight(x, 25), Vector512Lanes.Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> SmallSigma0(Vector256<uint> x) =>
            Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(x, 7), Avx512F.VL.RotateRight(x, 18), x >>> 3, Vector512Lanes.Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<uint> SmallSigma1(Vector256<uint> x) =>
            Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(x, 17), Avx512F.VL.RotateRight(x, 19), x >>> 10, Vector512Lanes.Xor3);

        public static void Load(ref byte nodes, ref Vector256<uint> words, nuint stride) =>
            Vector256Lanes.Load(ref nodes, ref words, stride);

        public static void Store(ref Vector256<uint> state, nuint stride, ref byte parents) =>
            Vector256Lanes.Store(ref state, stride, ref parents);
    }
}
