using System.Buffers.Binary;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// Recursive length prefix: encoding of the few shapes block headers and tries need, and a strict reader of lists (`ethereum/yellowpaper`
/// appendix B).
/// </summary>
public static class Rlp
{
    /// <summary>The empty string, also the integer zero.</summary>
    public static readonly byte[] EmptyString = [0x80];

    /// <summary>Encodes a byte string by RLP.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> value) =>
        value.Length == 1 && value[0] < 0x80 ? value.ToArray() : [.. Prefix(0x80, value.Length), .. value];

    /// <summary>Encodes an integer by RLP: big-endian, without leading zeros.</summary>
    public static byte[] Integer(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Bytes(bytes.TrimStart((byte)0));
    }

    /// <summary>A big-endian integer of any width; leading zeros are dropped.</summary>
    public static byte[] BigEndian(ReadOnlySpan<byte> value) => Bytes(value.TrimStart((byte)0));

    /// <summary>A list of items that are encoded already.</summary>
    public static byte[] List(params IReadOnlyList<byte[]> items)
    {
        var length = items.Sum(item => item.Length);
        var prefix = Prefix(0xc0, length);
        var result = new byte[prefix.Length + length];
        prefix.CopyTo(result, 0);
        var position = prefix.Length;
        foreach (var item in items)
        {
            item.CopyTo(result, position);
            position += item.Length;
        }

        return result;
    }

    /// <summary>
    /// Splits one item off the front: its payload, whether it is a list, and what follows. False on anything that is not canonical RLP or
    /// longer than the input.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> input, out ReadOnlyMemory<byte> payload, out bool isList, out ReadOnlyMemory<byte> rest)
    {
        payload = rest = default;
        isList = false;
        if (input.IsEmpty)
        {
            return false;
        }

        var first = input.Span[0];
        isList = first >= 0xc0;
        if (first < 0x80)
        {
            (payload, rest) = (input[..1], input[1..]);
            return true;
        }

        var shortForm = first - (isList ? 0xc0 : 0x80);
        var header = 1;
        long length = shortForm;
        if (shortForm > 55)
        {
            var width = shortForm - 55;
            if (input.Length < 1 + width || input.Span[1] == 0 || width > 4)
            {
                return false;
            }

            length = 0;
            foreach (var b in input.Span.Slice(1, width))
            {
                length = (length << 8) | b;
            }

            if (length <= 55)
            {
                return false;
            }

            header += width;
        }

        if (length > input.Length - header)
        {
            return false;
        }

        (payload, rest) = (input.Slice(header, (int)length), input[(header + (int)length)..]);
        return isList || length != 1 || payload.Span[0] >= 0x80;
    }

    /// <summary>The items of a list payload, at most <paramref name="limit"/>; null where it is malformed or has more.</summary>
    public static List<(ReadOnlyMemory<byte> Payload, bool IsList)>? Items(ReadOnlyMemory<byte> listPayload, int limit)
    {
        var items = new List<(ReadOnlyMemory<byte>, bool)>();
        while (!listPayload.IsEmpty)
        {
            if (items.Count == limit || !TryRead(listPayload, out var payload, out var isList, out listPayload))
            {
                return null;
            }

            items.Add((payload, isList));
        }

        return items;
    }

    private static byte[] Prefix(int offset, int length)
    {
        if (length <= 55)
        {
            return [(byte)(offset + length)];
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var significant = bytes.TrimStart((byte)0);
        return [(byte)(offset + 55 + significant.Length), .. significant];
    }
}
