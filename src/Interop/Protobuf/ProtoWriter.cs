using System.Numerics;
using System.Text;

namespace Consensoor.Interop.Protobuf;

/// <summary>Writes protobuf fields into a buffer that grows and is used again.</summary>
internal sealed class ProtoWriter
{
    private byte[] _buffer = new byte[256];
    private int _at;

    /// <summary>The bytes written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _at);

    /// <summary>The number of bytes a varint takes.</summary>
    public static int VarintSize(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) / 64;

    /// <summary>Writes a varint at the start of a span; gives its length.</summary>
    public static int WriteVarint(Span<byte> to, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        return at;
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _at = 0;

    /// <summary>Writes a field of bytes or a string.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value) =>
        value.CopyTo(Bytes(field, value.Length));

    /// <summary>Begins a field of so many bytes, which the caller writes to the span before the next call.</summary>
    public Span<byte> Bytes(int field, int length)
    {
        Tag(field, ProtoWire.Bytes, (ulong)length, length);
        _at += length;
        return _buffer.AsSpan(_at - length, length);
    }

    /// <summary>Writes a string as UTF-8.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes a varint field.</summary>
    public void Varint(int field, ulong value) => Tag(field, ProtoWire.Varint, value, 0);

    /// <summary>Begins a message in a field; the answer is for <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Need(5);
        _at += WriteVarint(_buffer.AsSpan(_at), (ulong)((field << 3) | (int)ProtoWire.Bytes));
        return _at;
    }

    /// <summary>Ends the message that began there: its length goes before it.</summary>
    public void End(int begun)
    {
        var length = _at - begun;
        var size = VarintSize((ulong)length);
        Need(size);
        _buffer.AsSpan(begun, length).CopyTo(_buffer.AsSpan(begun + size));
        WriteVarint(_buffer.AsSpan(begun), (ulong)length);
        _at += size;
    }

    private void Tag(int field, ProtoWire wire, ulong value, int more)
    {
        Need(15 + more);
        _at += WriteVarint(_buffer.AsSpan(_at), (ulong)((field << 3) | (int)wire));
        _at += WriteVarint(_buffer.AsSpan(_at), value);
    }

    private void Need(int bytes)
    {
        if (_buffer.Length - _at < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _at + bytes));
        }
    }
}
