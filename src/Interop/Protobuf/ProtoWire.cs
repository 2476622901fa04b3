namespace Consensoor.Interop.Protobuf;

/// <summary>The wire types of protobuf that are still in use.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
