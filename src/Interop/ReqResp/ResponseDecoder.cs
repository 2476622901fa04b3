using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.ReqResp;

/// <summary>
/// Reads the chunks of an answer as their bytes come, at most as many as were asked for. A chunk's bounds are those of its type in the fork
/// of its context. A fault costs the peer, and its stream is to be reset.
/// </summary>
public sealed class ResponseDecoder(ReqRespProtocol protocol, ChainSpec spec, Func<ForkDigest, ForkName?> forkOf, ulong mostChunks)
{
    /// <summary>The most bytes of an error message (`ErrorMessage`).</summary>
    public const int MostErrorBytes = 256;

    private readonly PayloadDecoder _decoder = new();
    private readonly byte[] _context = new byte[4];
    private Stage _stage;
    private byte _code;
    private int _contextHave;
    private ulong _chunks;

    private enum Stage
    {
        Code,
        Context,
        Payload,
        Error,
    }

    /// <summary>What is wrong.</summary>
    public StreamFault Fault { get; private set; }

    /// <summary>What is wrong, in words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>True where all is read that may come: the stream can be closed without waiting for its end.</summary>
    public bool IsComplete => Fault == StreamFault.None && (_stage == Stage.Error || _chunks == mostChunks);

    /// <summary>Takes bytes from the front of a span until a chunk is complete; false where none is in them, or at a fault.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ResponseChunk chunk)
    {
        chunk = default;
        while (Fault == StreamFault.None && (!bytes.IsEmpty || _stage == Stage.Payload))
        {
            switch (_stage)
            {
                case Stage.Code:
                    Code(ref bytes);
                    break;
                case Stage.Context:
                    Context(ref bytes);
                    break;
                case Stage.Error:
                    Failed(StreamFault.ChunkAfterError, "bytes after a chunk with an error");
                    break;
                default:
                    if (_decoder.TryRead(ref bytes, out var payload))
                    {
                        var hasContext = _code == 0 && protocol.HasContext;
                        chunk = new ResponseChunk(_code, hasContext ? new Bytes4(_context) : null, payload);
                        _stage = _code == 0 ? Stage.Code : Stage.Error;
                        _chunks += _code == 0 ? 1UL : 0;
                        return true;
                    }

                    if (_decoder.Fault != StreamFault.None)
                    {
                        Failed(_decoder.Fault, _decoder.Reason);
                    }

                    return false;
            }
        }

        return false;
    }

    /// <summary>The peer closed its side: false where that was within a chunk.</summary>
    public bool End()
    {
        if (Fault == StreamFault.None && _stage is Stage.Context or Stage.Payload)
        {
            Failed(StreamFault.EndedEarly, "the stream ended within a chunk");
        }

        return Fault == StreamFault.None;
    }

    private void Code(ref ReadOnlySpan<byte> bytes)
    {
        _code = bytes[0];
        bytes = bytes[1..];
        _contextHave = 0;
        if (_chunks == mostChunks)
        {
            Failed(StreamFault.TooManyChunks, $"more than {mostChunks} chunks");
        }
        else if (_code != 0)
        {
            _decoder.Begin(new SizeBounds(0, MostErrorBytes));
            _stage = Stage.Payload;
        }
        else if (protocol.HasContext)
        {
            _stage = Stage.Context;
        }
        else
        {
            _decoder.Begin(protocol.Chunk(spec, protocol.Since));
            _stage = Stage.Payload;
        }
    }

    private void Context(ref ReadOnlySpan<byte> bytes)
    {
        while (_contextHave < 4 && !bytes.IsEmpty)
        {
            _context[_contextHave++] = bytes[0];
            bytes = bytes[1..];
        }

        if (_contextHave < 4)
        {
            return;
        }

        var digest = new Bytes4(_context);
        if (forkOf(digest) is not { } fork || !IsKnown(fork))
        {
            Failed(StreamFault.UnknownContext, $"a chunk of the fork digest {digest}, which has no {protocol.Name}");
            return;
        }

        _decoder.Begin(protocol.Chunk(spec, fork));
        _stage = Stage.Payload;
    }

    // Blocks are older than the protocol that gives them.
    private bool IsKnown(ForkName fork) =>
        protocol.Name.StartsWith("beacon_blocks", StringComparison.Ordinal) || protocol.IsIn(fork);

    private void Failed(StreamFault fault, string reason) => (Fault, Reason) = (fault, reason);
}
