namespace Consensoor.Interop.Protobuf;

/// <summary>
/// Walks the fields of one protobuf message without allocating, and never throws; what it finds are places in the bytes it was given.
/// Origin is where the message begins in the outermost one.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes, int origin = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>True once a field could not be read; nothing more is read then.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Reads the next field's number and value; false at the end and where the bytes are malformed.</summary>
    public bool TryNext(out ProtoField field)
    {
        field = default;
        if (_at == _bytes.Length || IsMalformed)
        {
            return false;
        }

        if (!TryVarint(out var tag) || tag >> 3 is 0 or > 0x1fff_ffff)
        {
            return Malformed();
        }

        var (number, start, value) = ((uint)(tag >> 3), _at, 0UL);
        var wire = (ProtoWire)(tag & 7);
        switch (wire)
        {
            case ProtoWire.Varint:
                if (!TryVarint(out value))
                {
                    return Malformed();
                }

                break;
            case ProtoWire.Fixed64 or ProtoWire.Fixed32:
                var size = wire == ProtoWire.Fixed64 ? 8 : 4;
                if (_bytes.Length - _at < size)
                {
                    return Malformed();
                }

                _at += size;
                break;
            case ProtoWire.Bytes:
                if (!TryVarint(out var length) || length > (ulong)(_bytes.Length - _at))
                {
                    return Malformed();
                }

                (start, _at) = (_at, _at + (int)length);
                break;
            default:
                // Groups (3 and 4) are of protobuf's past and in none of these messages.
                return Malformed();
        }

        field = new ProtoField(number, wire, value, origin + start, _at - start);
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && _at < _bytes.Length; shift += 7)
        {
            var next = _bytes[_at++];
            if (shift == 63 && next > 1)
            {
                return false;
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private bool Malformed()
    {
        IsMalformed = true;
        return false;
    }
}
