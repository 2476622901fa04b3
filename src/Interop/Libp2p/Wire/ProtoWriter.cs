using System.Text;

namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>Writes the fields of a protobuf message to the end of a queue, in the order of the calls.</summary>
public readonly struct ProtoWriter(ByteQueue output)
{
    /// <summary>Writes a field with a length.</summary>
    public void Bytes(int number, ReadOnlySpan<byte> value)
    {
        Number(((ulong)number << 3) | 2);
        Number((ulong)value.Length);
        output.Write(value);
    }

    /// <summary>Writes a string as UTF-8.</summary>
    public void Text(int number, string value) => Bytes(number, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes a varint.</summary>
    public void Value(int number, ulong value)
    {
        Number((ulong)number << 3);
        Number(value);
    }

    private void Number(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        output.Write(bytes[..length]);
    }
}
