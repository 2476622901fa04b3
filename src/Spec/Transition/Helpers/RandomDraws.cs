using System.Buffers.Binary;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The endless row of random numbers of one or two bytes that a seed gives, `sha256(seed + uint_to_bytes(n))` after
/// `sha256(seed + uint_to_bytes(n))`, read from front to back: sixteen hashes are made at once.
/// </summary>
internal ref struct RandomDraws
{
    /// <summary>Bytes of the buffer that the caller lends.</summary>
    public const int BufferLength = Lanes * Sha256.PairLength;

    private const int Lanes = Sha256.MaxLanes;
    private const int NumberAt = 32;

    private readonly Bytes32 _seed;
    private readonly int _size;
    private readonly Span<byte> _buffer;
    private ulong _run;
    private int _read;

    public RandomDraws(Bytes32 seed, int size, Span<byte> buffer)
    {
        _seed = seed;
        _size = size;
        _buffer = buffer;
        _read = Lanes * Sha256.HashLength;
    }

    /// <summary>The next number of the row.</summary>
    public ulong Next()
    {
        if (_read == Lanes * Sha256.HashLength)
        {
            Fill();
            _run++;
            _read = 0;
        }

        var at = _buffer[_read..];
        _read += _size;
        return _size == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(at) : at[0];
    }

    private readonly void Fill()
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            var block = _buffer.Slice(lane * Sha256.PairLength, Sha256.PairLength);
            _seed.AsSpan().CopyTo(block);
            BinaryPrimitives.WriteUInt64LittleEndian(block[NumberAt..], (_run * Lanes) + (ulong)lane);
            Sha256.PadBlock(block, NumberAt + sizeof(ulong));
        }

        Sha256.HashBlocks(_buffer, _buffer);
    }
}
