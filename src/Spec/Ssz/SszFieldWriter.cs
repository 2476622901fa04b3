using System.Buffers.Binary;

namespace Consensoor.Spec.Ssz;

/// <summary>Lays out the parts of a container or a sequence of variable-size elements.</summary>
public ref struct SszFieldWriter(Span<byte> destination, int fixedPart)
{
    private readonly Span<byte> _destination = destination;
    private int _fixed;
    private int _variable = fixedPart;

    /// <summary>Room for a field of a fixed length.</summary>
    public Span<byte> Fixed(int length)
    {
        var room = _destination.Slice(_fixed, length);
        _fixed += length;
        return room;
    }

    /// <summary>Writes the offset of a field of variable length and gives room for it.</summary>
    public Span<byte> Variable(int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_destination[_fixed..], _variable);
        _fixed += 4;
        var room = _destination.Slice(_variable, length);
        _variable += length;
        return room;
    }
}
