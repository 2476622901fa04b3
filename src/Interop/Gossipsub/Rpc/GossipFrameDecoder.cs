namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>
/// Cuts a stream of bytes into frames, each behind its length as a varint. A frame takes memory as its bytes come, never more than twice
/// what has come and never because of the length alone; once it has found a fault it reads nothing more.
/// </summary>
public sealed class GossipFrameDecoder(int bound)
{
    // A frame up to here is given its memory at once.
    private const int AtOnce = 16 * 1024;

    private byte[] _frame = [];
    private int _have;
    private long _length = -1;
    private ulong _varint;
    private int _shift;

    /// <summary>Why the stream is no stream of frames; none while it is.</summary>
    public RpcFault Fault { get; private set; }

    /// <summary>The bytes held for a frame that is not complete.</summary>
    public int Held => _frame.Length;

    /// <summary>
    /// Takes bytes from the front of a span until a frame is complete; false where there is none in them, and where there is a fault.
    /// The frame is the caller's.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        if (Fault != RpcFault.None || (_length < 0 && !TryLength(ref bytes)))
        {
            return false;
        }

        var take = (int)Math.Min(bytes.Length, _length - _have);
        Grow(take);
        bytes[..take].CopyTo(_frame.AsSpan(_have));
        bytes = bytes[take..];
        _have += take;
        if (_have < _length)
        {
            return false;
        }

        frame = _frame;
        (_frame, _have, _length) = ([], 0, -1);
        return true;
    }

    private bool TryLength(ref ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            if (_shift > 28 || (_shift == 28 && next > 0x0f))
            {
                Fault = RpcFault.TooLarge;
                return false;
            }

            _varint |= (ulong)(next & 0x7f) << _shift;
            _shift += 7;
            if (next >= 0x80)
            {
                continue;
            }

            (_length, _varint, _shift) = ((long)_varint, 0, 0);
            if (_length > bound)
            {
                Fault = RpcFault.TooLarge;
                return false;
            }

            return true;
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
