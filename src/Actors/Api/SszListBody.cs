using System.Buffers.Binary;

namespace Consensoor.Actors.Api;

/// <summary>Takes the SSZ of a list apart into its elements (`ssz/simple-serialize.md#serialization`).</summary>
internal static class SszListBody
{
    /// <summary>
    /// The bytes of each element, of a fixed length or, where that is negative, behind offsets; null where the bytes are no such list.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Split(ReadOnlyMemory<byte> bytes, int length)
    {
        if (bytes.Length == 0)
        {
            return [];
        }

        if (length > 0)
        {
            return bytes.Length % length != 0
                ? null
                : [.. Enumerable.Range(0, bytes.Length / length).Select(index => bytes.Slice(index * length, length))];
        }

        if (OffsetAt(bytes, 0) is not { } first || first == 0 || first % 4 != 0)
        {
            return null;
        }

        return Behind(bytes, first, [.. Enumerable.Range(0, first / 4).Select(static index => 4 * index)]);
    }

    /// <summary>
    /// The bytes behind offsets that stand at some places of a head of a length, in order; null where they are not in order or do not
    /// begin behind the head.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Behind(ReadOnlyMemory<byte> bytes, int head, IReadOnlyList<int> places)
    {
        var parts = new List<ReadOnlyMemory<byte>>(places.Count);
        var start = OffsetAt(bytes, places[0]);
        if (start != head)
        {
            return null;
        }

        for (var index = 0; index < places.Count; index++)
        {
            var end = index + 1 < places.Count ? OffsetAt(bytes, places[index + 1]) : bytes.Length;
            if (end is null || end < start)
            {
                return null;
            }

            parts.Add(bytes[start.Value..end.Value]);
            start = end;
        }

        return parts;
    }

    private static int? OffsetAt(ReadOnlyMemory<byte> bytes, int place) =>
        place + 4 <= bytes.Length && BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[place..]) is var offset
            && offset <= (uint)bytes.Length
            ? (int)offset
            : null;
}
