namespace Consensoor.Interop.ReqResp;

/// <summary>
/// How long each part of an exchange may take. The specification names no times any more; these are what it named before
/// (`TTFB_TIMEOUT`, `RESP_TIMEOUT`) and what others keep to.
/// </summary>
public sealed record ReqRespTimeouts
{
    /// <summary>From opening a stream until its protocol is agreed on.</summary>
    public TimeSpan Agreement { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From then until a peer has sent its whole request and closed its side.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the request, or the chunk before, until a chunk is there.</summary>
    public TimeSpan Chunk { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the request until the answer ends.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For writing one chunk to a peer that reads slowly.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromSeconds(10);
}
