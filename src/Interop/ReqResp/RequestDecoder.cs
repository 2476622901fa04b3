using Consensoor.Spec.Config;

namespace Consensoor.Interop.ReqResp;

/// <summary>
/// Reads the request of a stream until the peer has closed its side. A fault is to be answered with InvalidRequest and costs the peer.
/// </summary>
public sealed class RequestDecoder
{
    private readonly PayloadDecoder _decoder = new();
    private readonly bool _hasContent;
    private ReadOnlyMemory<byte> _payload;
    private bool _isComplete;

    /// <summary>Begins to read a request of a protocol.</summary>
    public RequestDecoder(ReqRespProtocol protocol, ChainSpec spec)
    {
        _hasContent = protocol.Request is not null;
        _isComplete = !_hasContent;
        if (protocol.Request is { } bounds)
        {
            _decoder.Begin(bounds(spec));
        }
    }

    /// <summary>What is wrong.</summary>
    public StreamFault Fault { get; private set; }

    /// <summary>What is wrong, in words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Takes the bytes that came; false at a fault, after which nothing more is read.</summary>
    public bool Read(ReadOnlySpan<byte> bytes)
    {
        if (Fault != StreamFault.None)
        {
            return false;
        }

        if (!_isComplete && _decoder.TryRead(ref bytes, out _payload))
        {
            _isComplete = true;
        }

        if (_decoder.Fault != StreamFault.None)
        {
            (Fault, Reason) = (_decoder.Fault, _decoder.Reason);
        }
        else if (!bytes.IsEmpty)
        {
            var reason = _hasContent ? "bytes after the request" : "a request with content where there is none";
            (Fault, Reason) = (StreamFault.BytesAfterRequest, reason);
        }

        return Fault == StreamFault.None;
    }

    /// <summary>The peer closed its side: true with the request's SSZ bytes, false at a fault.</summary>
    public bool End(out ReadOnlyMemory<byte> ssz)
    {
        ssz = _payload;
        if (Fault == StreamFault.None && !_isComplete)
        {
            (Fault, Reason) = (StreamFault.EndedEarly, "the stream ended before the request was complete");
        }

        return Fault == StreamFault.None;
    }
}
