using Consensoor.Interop.Buffers;

namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>
/// Cuts a stream of bytes into frames, each behind its length as an unsigned varint (`multiformats/unsigned-varint`). A frame takes memory
/// as its bytes come, never more than twice what has come and never because of the length alone; what it refuses it refuses for good. With
/// a pool, frames of <see cref="SharedBytes.Worth"/> bytes and more lie in buffers of it.
/// </summary>
public sealed class FrameDecoder(int maxLength, SharedBytesPool? pool = null) : IDisposable
{
    // A frame up to here is given its memory at once.
    private const int AtOnce = 16 * 1024;

    private readonly byte[] _prefix = new byte[Varint.MaxLength];
    private byte[] _own = [];
    private SharedBytes? _shared;
    private int _have;
    private int _prefixHave;
    private int _length = -1;

    /// <summary>Why the stream is no stream of frames; none while it is.</summary>
    public FrameFault Fault { get; private set; }

    /// <summary>The bytes held for a frame that is not complete.</summary>
    public int Held => _shared?.Capacity ?? _own.Length;

    /// <summary>Whether a frame was begun that is not whole.</summary>
    public bool IsInside => _prefixHave > 0;

    private Memory<byte> Whole => _shared?.Memory ?? _own;

    /// <summary>
    /// Takes bytes from the front of a span until a frame is complete; false where there is none in them, and where there is a fault.
    /// The frame is the caller's.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out OwnedFrame frame)
    {
        frame = default;
        if (Fault != FrameFault.None || (_length < 0 && !TryLength(ref bytes)))
        {
            return false;
        }

        var total = _prefixHave + _length;
        var take = Math.Min(bytes.Length, total - _have);
        Grow(take, total);
        bytes[..take].CopyTo(Whole.Span[_have..]);
        bytes = bytes[take..];
        _have += take;
        if (_have < total)
        {
            return false;
        }

        var whole = Whole[..total];
        frame = new OwnedFrame(whole[_prefixHave..], whole, _shared);
        _shared = null;
        (_own, _have, _prefixHave, _length) = ([], 0, 0, -1);
        return true;
    }

    /// <summary>Lets go of a frame that is not complete.</summary>
    public void Dispose()
    {
        _shared?.Release();
        _shared = null;
        (_own, _have, _prefixHave, _length) = ([], 0, 0, -1);
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
                    _have = _prefixHave;
                    return true;
            }
        }

        return false;
    }

    // The length stands before the bytes, as it came, so that who sends them on need not write it anew.
    private void Grow(int more, int total)
    {
        var need = _have + more;
        if (need <= Held)
        {
            return;
        }

        var size = (int)Math.Min(total, Math.Max(AtOnce, Math.Max(need, 2L * Held)));
        var before = Held == 0 ? _prefix.AsMemory(0, _prefixHave) : Whole[.._have];
        if (pool is null || total < SharedBytes.Worth)
        {
            var own = GC.AllocateUninitializedArray<byte>(size);
            before.CopyTo(own);
            _own = own;
            return;
        }

        var shared = pool.Rent(size);
        before.CopyTo(shared.Memory);
        _shared?.Release();
        _shared = shared;
    }
}
