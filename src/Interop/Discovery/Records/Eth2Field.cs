using System.Buffers.Binary;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>ENRForkID in SSZ: three fields of fixed size, 16 bytes, the same in every fork and preset.</summary>
internal static class Eth2Field
{
    private const int Length = 16;

    /// <summary>Writes the fields.</summary>
    public static byte[] Encode(ENRForkID forkId)
    {
        var bytes = new byte[Length];
        forkId.ForkDigest.AsSpan().CopyTo(bytes);
        forkId.NextForkVersion.AsSpan().CopyTo(bytes.AsSpan(4));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), forkId.NextForkEpoch);
        return bytes;
    }

    /// <summary>Reads the fields; null for another length.</summary>
    public static ENRForkID? Decode(ReadOnlySpan<byte> bytes) => bytes.Length != Length ? null : new ENRForkID
    {
        ForkDigest = new ForkDigest(bytes[..4]),
        NextForkVersion = new Version(bytes[4..8]),
        NextForkEpoch = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
    };
}
