namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>
/// Walks over the fields of a protobuf message, in place. It never throws: <see cref="IsMalformed"/> says where a message is none (a length
/// past the end, field 0, a group, a varint of more than ten bytes).
/// </summary>
public ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Whether the walk ended at something that is no field.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Takes the next field; false at the end and at what is malformed.</summary>
    public bool Next(out ProtoField field)
    {
        field = default;
        if (_rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        if (!Number(out var tag) || tag >> 3 is 0 or > (1 << 29) - 1)
        {
            IsMalformed = true;
            return false;
        }

        var number = (int)(tag >> 3);
        ulong value = 0;
        ReadOnlySpan<byte> bytes = default;
        var isRead = (tag & 7) switch
        {
            0 => Number(out value),
            1 => Fixed(8, out value),
            2 => Number(out var length) && Take(length, out bytes),
            5 => Fixed(4, out value),
            _ => false,
        };
        IsMalformed = !isRead;
        field = new ProtoField { Number = number, IsBytes = (tag & 7) == 2, Value = value, Bytes = bytes };
        return isRead;
    }

    private bool Number(out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private bool Fixed(int length, out ulong value)
    {
        value = 0;
        if (!Take((ulong)length, out var bytes))
        {
            return false;
        }

        for (var i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return true;
    }

    private bool Take(ulong length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length > (ulong)_rest.Length)
        {
            return false;
        }

        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
