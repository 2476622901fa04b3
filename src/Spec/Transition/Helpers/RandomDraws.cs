using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The endless row of random numbers of one or two bytes that a seed gives, `sha256(seed + uint_to_bytes(n))` after
/// `sha256(seed + uint_to_bytes(n))`, read from front to back, from a hash on: sixteen are made at once.
/// </summary>
internal ref struct RandomDraws(Bytes32 seed, int size, ulong firstHash = 0)
{
    private const int Lanes = Sha256.MaxLanes;
    private const int NumberAt = 32;

    private readonly Bytes32 _seed = seed;
    private readonly int _size = size;
    private Numbers _numbers;
    private ulong _hash = firstHash;

    /// <summary>The next numbers of the row, of which the caller has to read all before he asks again.</summary>
    [UnscopedRef]
    public ReadOnlySpan<ushort> NextRun()
    {
        Span<byte> buffer = stackalloc byte[Lanes * Sha256.PairLength];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var block = buffer.Slice(lane * Sha256.PairLength, Sha256.PairLength);
            _seed.AsSpan().CopyTo(block);
            BinaryPrimitives.WriteUInt64LittleEndian(block[NumberAt..], _hash++);
            Sha256.PadBlock(block, NumberAt + sizeof(ulong));
        }

        Sha256.HashBlocks(buffer, buffer);
        Span<ushort> numbers = _numbers;
        numbers = numbers[..(Lanes * Sha256.HashLength / _size)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = _size == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(buffer[(2 * i)..]) : buffer[i];
        }

        return numbers;
    }

    [InlineArray(Lanes * Sha256.HashLength)]
    private struct Numbers
    {
        private ushort _first;
    }
}
