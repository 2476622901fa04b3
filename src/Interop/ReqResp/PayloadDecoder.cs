using System.Buffers.Binary;
using Consensoor.Interop.Gossipsub;

namespace Consensoor.Interop.ReqResp;

/// <summary>
/// Reads one payload of the ssz_snappy encoding as its bytes come: the length as a varint, then snappy frames
/// (`phase0/p2p-interface.md#ssz-snappy-encoding-strategy`, google/snappy `framing_format.txt`). The length is held against the bounds
/// before anything is read or allocated; no more than `max_compressed_len` bytes are read; memory is taken as data comes, at most twice
/// what came and a frame (76 KiB).
/// </summary>
public sealed class PayloadDecoder
{
    private const int FrameData = 65536;
    private const int MostFrame = 4 + 32 + FrameData + (FrameData / 6);

    private readonly byte[] _header = new byte[4];
    private SizeBounds _bounds;
    private Stage _stage;
    private ulong _length;
    private int _varintBytes;
    private long _compressedLeft;
    private int _headerHave;
    private int _frameLength;
    private int _frameHave;
    private byte[] _frame = [];
    private byte[] _payload = [];
    private int _have;
    private bool _hasIdentifier;

    private enum Stage
    {
        Length,
        Header,
        Frame,
        Done,
    }

    /// <summary>What is wrong; nothing more is read once something is.</summary>
    public StreamFault Fault { get; private set; }

    /// <summary>What is wrong, in words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>True where nothing of a payload has been read yet.</summary>
    public bool IsAtStart => _stage == Stage.Length && _varintBytes == 0;

    /// <summary>Begins with the next payload.</summary>
    public void Begin(SizeBounds bounds)
    {
        _bounds = bounds;
        (_stage, _length, _varintBytes, _headerHave, _have, _hasIdentifier, _payload) = (Stage.Length, 0, 0, 0, 0, false, []);
    }

    /// <summary>
    /// Takes bytes from the front of a span until the payload is complete, and no byte behind it; false where it is not, or at a fault.
    /// The payload is the caller's.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        while (Fault == StreamFault.None)
        {
            if (_stage == Stage.Done)
            {
                payload = _payload;
                return true;
            }

            if (bytes.IsEmpty)
            {
                return false;
            }

            switch (_stage)
            {
                case Stage.Length:
                    Length(ref bytes);
                    break;
                case Stage.Header:
                    Header(ref bytes);
                    break;
                default:
                    Frame(ref bytes);
                    break;
            }
        }

        return false;
    }

    private void Length(ref ReadOnlySpan<byte> bytes)
    {
        var next = bytes[0];
        bytes = bytes[1..];
        if (_varintBytes == 9 && next > 1)
        {
            Failed(StreamFault.LengthNoVarint, "the length is no varint of 64 bits");
            return;
        }

        _length |= (ulong)(next & 0x7f) << (7 * _varintBytes++);
        if (next >= 0x80)
        {
            return;
        }

        if (!_bounds.Hold(_length) || _length > int.MaxValue - FrameData)
        {
            Failed(StreamFault.LengthOutOfBounds, $"a payload of {_length} bytes, where {_bounds} are allowed");
            return;
        }

        _compressedLeft = SnappyBlock.MaxCompressedLength((long)_length);
        _stage = _length == 0 ? Stage.Done : Stage.Header;
    }

    private void Header(ref ReadOnlySpan<byte> bytes)
    {
        while (_headerHave < 4 && !bytes.IsEmpty)
        {
            _header[_headerHave++] = bytes[0];
            bytes = bytes[1..];
        }

        if (_headerHave < 4)
        {
            return;
        }

        _frameLength = _header[1] | (_header[2] << 8) | (_header[3] << 16);
        _compressedLeft -= 4 + _frameLength;
        if (_compressedLeft < 0)
        {
            Failed(StreamFault.TooManyCompressedBytes, $"more compressed bytes than {_length} bytes can take");
            return;
        }

        var kind = _header[0];
        var isGood = kind switch
        {
            0xff => _frameLength == 6,
            _ when !_hasIdentifier => false,
            0x00 => _frameLength is > 4 and <= MostFrame,
            0x01 => _frameLength is >= 4 and <= 4 + FrameData,
            _ => kind >= 0x80,
        };
        if (!isGood)
        {
            Failed(StreamFault.NoSnappyFrame, $"a frame of kind {kind} with {_frameLength} bytes");
            return;
        }

        (_headerHave, _frameHave, _stage) = (0, 0, Stage.Frame);
        if (_frameLength == 0)
        {
            _stage = Stage.Header;
        }
    }

    private void Frame(ref ReadOnlySpan<byte> bytes)
    {
        var take = Math.Min(bytes.Length, _frameLength - _frameHave);
        var kind = _header[0];
        var isSkipped = kind is >= 0x80 and < 0xff;
        if (isSkipped || (_frameHave == 0 && take == _frameLength))
        {
            // Complete frames are read where they are.
            var whole = bytes[..take];
            bytes = bytes[take..];
            _frameHave += take;
            if (_frameHave == _frameLength && (isSkipped || Complete(kind, whole)))
            {
                _stage = _have == (int)_length ? Stage.Done : Stage.Header;
            }

            return;
        }

        if (_frame.Length < _frameLength)
        {
            _frame = new byte[_frameLength];
        }

        bytes[..take].CopyTo(_frame.AsSpan(_frameHave));
        bytes = bytes[take..];
        _frameHave += take;
        if (_frameHave == _frameLength && Complete(kind, _frame.AsSpan(0, _frameLength)))
        {
            _stage = _have == (int)_length ? Stage.Done : Stage.Header;
        }
    }

    private bool Complete(byte kind, ReadOnlySpan<byte> frame)
    {
        if (kind == 0xff)
        {
            _hasIdentifier = frame.SequenceEqual("sNaPpY"u8);
            return _hasIdentifier || Failed(StreamFault.NoSnappyFrame, "the stream identifier is none");
        }

        var data = frame[4..];
        var length = (uint)data.Length;
        if (kind == 0x00 && !SnappyBlock.TryReadLength(data, out length))
        {
            return Failed(StreamFault.NoSnappyFrame, "a frame without a length");
        }

        if (length > FrameData || length > _length - (ulong)_have)
        {
            return Failed(StreamFault.NoSnappyFrame, $"a frame of {length} bytes, where {_length - (ulong)_have} are left");
        }

        var into = Room((int)length);
        if (kind == 0x01)
        {
            data.CopyTo(into);
        }
        else if (!SnappyBlock.TryDecompress(data, into))
        {
            return Failed(StreamFault.NoSnappyFrame, "a frame that does not decompress");
        }

        if (Crc32C.Masked(into) != BinaryPrimitives.ReadUInt32LittleEndian(frame))
        {
            return Failed(StreamFault.BadChecksum, "a frame with another checksum");
        }

        _have += (int)length;
        return true;
    }

    private Span<byte> Room(int length)
    {
        var need = _have + length;
        if (need > _payload.Length)
        {
            Array.Resize(ref _payload, (int)Math.Min((long)_length, Math.Max(need, 2L * _payload.Length)));
        }

        return _payload.AsSpan(_have, length);
    }

    private bool Failed(StreamFault fault, string reason)
    {
        (Fault, Reason) = (fault, reason);
        (_payload, _frame) = ([], []);
        return false;
    }
}
