using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Consensoor.Interop.ReqResp;

/// <summary>CRC-32C, masked as snappy's framing format has it; one instruction for eight bytes where the CPU has it.</summary>
internal static class Crc32C
{
    /// <summary>The masked checksum of the data of a frame.</summary>
    public static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = ~0U;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var one in data[(data.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
