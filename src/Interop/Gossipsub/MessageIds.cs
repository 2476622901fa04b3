using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Consensoor.Interop.Gossipsub;

/// <summary>Computes message ids (`phase0` and `altair/p2p-interface.md#topics-and-messages`).</summary>
public static class MessageIds
{
    [ThreadStatic]
    private static IncrementalHash? _hash;

    private static ReadOnlySpan<byte> InvalidSnappy => [0, 0, 0, 0];

    private static ReadOnlySpan<byte> ValidSnappy => [1, 0, 0, 0];

    /// <summary>Computes the id of a message whose data decompresses to these bytes.</summary>
    public static MessageId OfValid(MessageIdRule rule, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> ssz) =>
        Of(rule, ValidSnappy, topic, ssz);

    /// <summary>Computes the id of a message whose data is no snappy block of an allowed size; the bytes are those on the wire.</summary>
    public static MessageId OfInvalid(MessageIdRule rule, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> data) =>
        Of(rule, InvalidSnappy, topic, data);

    private static MessageId Of(MessageIdRule rule, ReadOnlySpan<byte> domain, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(domain);
        if (rule == MessageIdRule.Altair)
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)topic.Length);
            hash.AppendData(length);
            hash.AppendData(topic);
        }

        hash.AppendData(payload);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return MessageId.OfHash(digest);
    }
}
