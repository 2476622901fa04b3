using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary><see cref="Vector128Lanes"/> with the rotations and the three-way logic of AVX-512 VL.</summary>
    private readonly struct Vector128VlLanes : ISha256Lanes<Vector128VlLanes, Vector128<uint>>
    {
        public static int Count => Vector128Lanes.Count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Broadcast(ref readonly uint value) => Vector128.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Add(Vector128<uint> x, Vector128<uint> y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Choose(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
            Avx512F.VL.TernaryLogic(x, y, z, Vector512Lanes.Select);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> Majority(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
            Avx512F.VL.TernaryLogic(x, y, z, Vector512Lanes.MajorityOf3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> BigSigma0(Vector128<uint> x) =>
            Avx512F.VL.TernaryLogic(
                Avx512F.VL.RotateRight(x, 2), Avx512F.VL.RotateRight(x, 13), Avx512F.VL.RotateRight(x, 22), Vector512Lanes.Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> BigSigma1(Vector128<uint> x) =>
            Avx512F.VL.TernaryLogic(
                Avx512F.VL.RotateRight(x, 6), Avx512F.VL.RotateRight(x, 11), Avx512F.VL.RotateRight(x, 25), Vector512Lanes.Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> SmallSigma0(Vector128<uint> x) =>
            Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(x, 7), Avx512F.VL.RotateRight(x, 18), x >>> 3, Vector512Lanes.Xor3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<uint> SmallSigma1(Vector128<uint> x) =>
            Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(x, 17), Avx512F.VL.RotateRight(x, 19), x >>> 10, Vector512Lanes.Xor3);

        public static void Load(ref byte nodes, ref Vector128<uint> words, nuint stride) =>
            Vector128Lanes.Load(ref nodes, ref words, stride);

        public static void Store(ref Vector128<uint> state, nuint stride, ref byte parents) =>
            Vector128Lanes.Store(ref state, stride, ref parents);
    }
}
