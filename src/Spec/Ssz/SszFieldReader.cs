using System.Buffers.Binary;

namespace Consensoor.Spec.Ssz;

/// <summary>
/// Cuts the bytes of a container, or of a sequence of variable-size elements, into its parts after all offsets were checked.
/// </summary>
public ref struct SszFieldReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _at;
    private int _fixed;
    private int _variable;

    private SszFieldReader(ReadOnlySpan<byte> bytes, int at, int firstVariable)
    {
        _bytes = bytes;
        _at = at;
        _variable = firstVariable;
    }

    /// <summary>Where the part that <see cref="Next"/> returned begins in the outermost value.</summary>
    public int At { get; private set; }

    /// <summary>Checks the fixed part and every offset of a container whose fields have these lengths (-1: variable).</summary>
    public static bool TryCreate(
        ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<int> lengths, out SszFieldReader reader, ref SszFailure failure)
    {
        reader = default;
        var head = 0;
        var isFixed = true;
        foreach (var length in lengths)
        {
            head += length < 0 ? 4 : length;
            isFixed &= length >= 0;
        }

        if (bytes.Length < head)
        {
            return failure.Fail(SszErrorKind.TooShort, at, $"{bytes.Length} bytes, at least {head} needed");
        }

        if (isFixed && bytes.Length > head)
        {
            return failure.Fail(SszErrorKind.TooLong, at + head, $"{bytes.Length} bytes, {head} expected");
        }

        var position = 0;
        var previous = -1;
        foreach (var length in lengths)
        {
            if (length >= 0)
            {
                position += length;
                continue;
            }

            var offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[position..]);
            if (!CheckOffset(offset, previous, head, bytes.Length, at + position, ref failure))
            {
                return false;
            }

            previous = (int)offset;
            position += 4;
        }

        reader = new SszFieldReader(bytes, at, head);
        return true;
    }

    /// <summary>
    /// One offset: the first must point behind the fixed part, the others not before their predecessor, none past the end.
    /// </summary>
    public static bool CheckOffset(uint offset, int previous, int head, int length, int at, ref SszFailure failure)
    {
        if (offset > (uint)length)
        {
            return failure.Fail(SszErrorKind.OffsetOutOfRange, at, $"offset {offset} is past the {length} bytes there are");
        }

        if (previous < 0 && offset != (uint)head)
        {
            return failure.Fail(SszErrorKind.FirstOffset, at, $"the first offset is {offset}, not {head}");
        }

        return offset >= (uint)Math.Max(previous, 0)
            || failure.Fail(SszErrorKind.OffsetOrder, at, $"offset {offset} is before its predecessor {previous}");
    }

    /// <summary>The bytes of the next field, of a fixed length or (-1) up to the next offset.</summary>
    public ReadOnlySpan<byte> Next(int length, ReadOnlySpan<int> following)
    {
        if (length >= 0)
        {
            var slice = _bytes.Slice(_fixed, length);
            At = _at + _fixed;
            _fixed += length;
            return slice;
        }

        _fixed += 4;
        var skip = 0;
        var end = _bytes.Length;
        foreach (var next in following)
        {
            if (next < 0)
            {
                end = (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(_fixed + skip)..]);
                break;
            }

            skip += next;
        }

        var start = _variable;
        At = _at + start;
        _variable = end;
        return _bytes[start..end];
    }
}
