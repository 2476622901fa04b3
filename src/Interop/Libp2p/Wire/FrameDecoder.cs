namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>
/// Cuts a stream of bytes into frames, each behind its length as an unsigned varint (`multiformats/unsigned-varint`). A frame takes memory
/// as its bytes come, never more than twice what has come and never because of the length alone; what it refuses it refuses for good.
/// </summary>
public sealed class FrameDecoder(int maxLength)
{
    // A frame up to here is given its memory at once.
    private const int AtOnce = 16 * 1024;

    private readonly byte[] _prefix = new byte[Varint.MaxLength];
    private byte[] _frame = [];
    private int _have;
    private int _prefixHave;
    private int _length = -1;

    /// <summary>Why the stream is no stream of frames; none while it is.</summary>
    public FrameFault Fault { get; private set; }

    /// <summary>The bytes held for a frame that is not complete.</summary>
    public int Held => _frame.Length;

    /// <summary>Whether a frame was begun that is not whole.</summary>
    public bool IsInside => _prefixHave > 0;

    /// <summary>
    /// Takes bytes from the front of a span until a frame is complete; false where there is none in them, and where there is a fault.
    /// The frame is the caller's.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        if (Fault != FrameFault.None || (_length < 0 && !TryLength(ref bytes)))
        {
            return false;
        }

        var take = Math.Min(bytes.Length, _length - _have);
        Grow(take);
        bytes[..take].CopyTo(_frame.AsSpan(_have));
        bytes = bytes[take..];
        _have += take;
        if (_have < _length)
        {
            return false;
        }

        frame = _frame;
        (_frame, _have, _prefixHave, _length) = ([], 0, 0, -1);
        return true;
    }

    /// <summary>Writes a frame: the length, then the bytes.</summary>
    public static void Write(ByteQueue output, ReadOnlySpan<byte> frame)
    {
        Span<byte> prefix = stackalloc byte[Varint.MaxLength];
        output.Write(prefix[..Varint.Write(prefix, (ulong)frame.Length)]);
        output.Write(frame);
    }

    private bool TryLength(ref ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            _prefix[_prefixHave++] = bytes[0];
            bytes = bytes[1..];
            switch (Varint.TryRead(_prefix.AsSpan(0, _prefixHave), out var length, out _))
            {
                case VarintStatus.Malformed:
                    Fault = FrameFault.Malformed;
                    return false;
                case VarintStatus.Read when length > (ulong)maxLength:
                    Fault = FrameFault.TooLong;
                    return false;
                case VarintStatus.Read:
                    _length = (int)length;
                    return true;
            }
        }

        return false;
    }

    private void Grow(int more)
    {
        var need = _have + more;
        if (need > _frame.Length || (_frame.Length == 0 && _length > 0))
        {
            Array.Resize(ref _frame, (int)Math.Min(_length, Math.Max(AtOnce, Math.Max(need, 2L * _frame.Length))));
        }
    }
}
