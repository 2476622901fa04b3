namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>What happens to streams.</summary>
public enum MuxerEventKind
{
    /// <summary>The other side opened it.</summary>
    Opened,

    /// <summary>Bytes came, or the other side ended its half.</summary>
    Readable,

    /// <summary>There is room again, after a write that was not taken whole.</summary>
    Writable,

    /// <summary>It is gone, as <see cref="MuxedStream.End"/> says; nothing follows.</summary>
    Ended,
}
