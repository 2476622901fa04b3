using System.Security.Cryptography;

namespace Consensoor.Spec.Ssz;

/// <summary>Merkleization of packed chunks (`ssz/simple-serialize.md#merkleization`).</summary>
public static class Merkle
{
    /// <summary>The root of a byte vector of at most 128 bytes.</summary>
    internal static Bytes32 BytesRoot(ReadOnlySpan<byte> bytes)
    {
        Span<byte> chunks = stackalloc byte[128];
        chunks.Clear();
        bytes.CopyTo(chunks);
        var count = bytes.Length <= 32 ? 1 : bytes.Length <= 64 ? 2 : 4;
        for (; count > 1; count >>= 1)
        {
            for (var i = 0; i < count; i += 2)
            {
                SHA256.HashData(chunks.Slice(32 * i, 64), chunks.Slice(16 * i, 32));
            }
        }

        return new Bytes32(chunks[..32]);
    }
}
