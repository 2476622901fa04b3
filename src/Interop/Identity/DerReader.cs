namespace Consensoor.Interop.Identity;

/// <summary>
/// Walks the elements of DER (X.690) without allocating, and never throws: tags of one byte, lengths of at most 65,535 in their shortest
/// form. What it does not take it leaves where it is.
/// </summary>
internal ref struct DerReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Tag of a BOOLEAN.</summary>
    public const byte Boolean = 0x01;

    /// <summary>Tag of an INTEGER.</summary>
    public const byte Integer = 0x02;

    /// <summary>Tag of a BIT STRING.</summary>
    public const byte BitString = 0x03;

    /// <summary>Tag of an OCTET STRING.</summary>
    public const byte OctetString = 0x04;

    /// <summary>Tag of an OBJECT IDENTIFIER.</summary>
    public const byte ObjectId = 0x06;

    /// <summary>Tag of a SEQUENCE.</summary>
    public const byte Sequence = 0x30;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Whether the next element has a tag.</summary>
    public readonly bool IsNext(byte tag) => !_rest.IsEmpty && _rest[0] == tag;

    /// <summary>Takes the contents of the next element; false where it has another tag, or is none.</summary>
    public bool TryRead(byte tag, out ReadOnlySpan<byte> contents) => TryRead(tag, out contents, out _);

    /// <summary>Takes the contents of the next element, and the element with its tag and length.</summary>
    public bool TryRead(byte tag, out ReadOnlySpan<byte> contents, out ReadOnlySpan<byte> element)
    {
        contents = element = default;
        if (_rest.Length < 2 || _rest[0] != tag)
        {
            return false;
        }

        var (length, header) = ((int)_rest[1], 2);
        switch (length)
        {
            case < 0x80:
                break;
            case 0x81 when _rest.Length > 2 && _rest[2] >= 0x80:
                (length, header) = (_rest[2], 3);
                break;
            case 0x82 when _rest.Length > 3 && _rest[2] > 0:
                (length, header) = ((_rest[2] << 8) | _rest[3], 4);
                break;
            default:
                return false;
        }

        if (length > _rest.Length - header)
        {
            return false;
        }

        contents = _rest.Slice(header, length);
        element = _rest[..(header + length)];
        _rest = _rest[(header + length)..];
        return true;
    }
}
