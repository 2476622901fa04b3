namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>A field of a protobuf message: its number, and its value where it is a varint, its bytes where it has a length.</summary>
public readonly ref struct ProtoField
{
    /// <summary>The field's number.</summary>
    public required int Number { get; init; }

    /// <summary>Whether the field has a length and bytes; a varint or fixed number otherwise.</summary>
    public required bool IsBytes { get; init; }

    /// <summary>The number, where the field is one.</summary>
    public ulong Value { get; init; }

    /// <summary>The bytes, where the field has a length.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }
}
