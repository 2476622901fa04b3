using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>One lane, without vectors.</summary>
    private readonly struct ScalarLanes : ISha256Lanes<ScalarLanes, uint>
    {
        public static int Count => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Broadcast(ref readonly uint value) => value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Add(uint x, uint y) => unchecked(x + y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Choose(uint x, uint y, uint z) => z ^ (x & (y ^ z));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Majority(uint x, uint y, uint z) => y ^ ((x ^ y) & (y ^ z));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint BigSigma0(uint x) =>
            BitOperations.RotateRight(x, 2) ^ BitOperations.RotateRight(x, 13) ^ BitOperations.RotateRight(x, 22);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint BigSigma1(uint x) =>
            BitOperations.RotateRight(x, 6) ^ BitOperations.RotateRight(x, 11) ^ BitOperations.RotateRight(x, 25);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint SmallSigma0(uint x) => BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint SmallSigma1(uint x) => BitOperations.RotateRight(x, 17) ^ BitOperations.RotateRight(x, 19) ^ (x >> 10);

        public static void Load(ref byte nodes, ref uint words, nuint stride)
        {
            for (nuint i = 0; i < BlockWords; i++)
                Unsafe.Add(ref words, i * stride) = Swap(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref nodes, i * sizeof(uint))));
        }

        public static void Store(ref uint state, nuint stride, ref byte parents)
        {
            for (nuint i = 0; i < StateWords; i++)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref parents, i * sizeof(uint)), Swap(Unsafe.Add(ref state, i * stride)));
        }

        private static uint Swap(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
