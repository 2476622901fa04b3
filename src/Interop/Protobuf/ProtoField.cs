namespace Consensoor.Interop.Protobuf;

/// <summary>A field of a protobuf message: Value of a varint, or the place (Start, Length) of its bytes in the outermost message.</summary>
internal readonly record struct ProtoField(uint Number, ProtoWire Wire, ulong Value, int Start, int Length)
{
    /// <summary>True where it is field number of bytes, a string or a message.</summary>
    public bool IsBytes(uint number) => Number == number && Wire == ProtoWire.Bytes;

    /// <summary>The field's bytes, in the outermost message.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> message) => message.Slice(Start, Length);

    /// <summary>True where it is field number, a varint.</summary>
    public bool IsVarint(uint number) => Number == number && Wire == ProtoWire.Varint;
}
