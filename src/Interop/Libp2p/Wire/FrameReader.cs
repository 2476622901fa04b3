namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>
/// Puts frames (an unsigned varint of the length, then so many bytes) together from pieces of any size. Holds one frame at most, and
/// memory only for bytes that have come. A refused length is refused for good.
/// </summary>
public sealed class FrameReader(int maxLength) : IDisposable
{
    private readonly ByteQueue _frame = new();
    private int _length = -1;
    private int _prefix;
    private FrameStatus _refusal = FrameStatus.Read;

    /// <summary>The frame that <see cref="Advance"/> has found; good until the next call.</summary>
    public ReadOnlySpan<byte> Frame => _frame.Span.Slice(_prefix, Math.Max(_length, 0));

    /// <summary>Whether a frame was begun that is not whole.</summary>
    public bool IsInside => _frame.Count > 0;

    /// <summary>
    /// Takes bytes from the front, at most one frame's, and says how many. A frame found before is let go with the call.
    /// </summary>
    public FrameStatus Advance(ReadOnlySpan<byte> bytes, out int taken)
    {
        taken = 0;
        if (_length >= 0 && _frame.Count == _prefix + _length)
        {
            _frame.Dispose();
            _length = -1;
        }

        while (_refusal == FrameStatus.Read && _length < 0)
        {
            if (taken == bytes.Length)
            {
                return FrameStatus.Incomplete;
            }

            _frame.Write(bytes.Slice(taken++, 1));
            ReadLength();
        }

        if (_refusal != FrameStatus.Read)
        {
            return _refusal;
        }

        var rest = Math.Min(_prefix + _length - _frame.Count, bytes.Length - taken);
        _frame.Write(bytes.Slice(taken, rest));
        taken += rest;
        return _frame.Count == _prefix + _length ? FrameStatus.Read : FrameStatus.Incomplete;
    }

    /// <summary>Writes a frame: the length, then the bytes.</summary>
    public static void Write(ByteQueue output, ReadOnlySpan<byte> frame)
    {
        Span<byte> prefix = stackalloc byte[Varint.MaxLength];
        output.Write(prefix[..Varint.Write(prefix, (ulong)frame.Length)]);
        output.Write(frame);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _frame.Dispose();

    private void ReadLength()
    {
        switch (Varint.TryRead(_frame.Span, out var length, out var prefix))
        {
            case VarintStatus.Read when length > (ulong)maxLength:
                _refusal = FrameStatus.TooLong;
                break;
            case VarintStatus.Read:
                (_length, _prefix) = ((int)length, prefix);
                break;
            case VarintStatus.Malformed:
                _refusal = FrameStatus.Malformed;
                break;
        }
    }
}
