namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>What happens to streams.</summary>
public enum MuxerEventKind
{
    /// <summary>The other side opened it.</summary>
    Opened,

    /// <summary>Bytes came, or the other side ended its half.</summary>
    Readable,

    /// <summary>Half of the buffer is free again, after a write that left less.</summary>
    Writable,

    /// <summary>It is gone, as <see cref="MuxedStream.End"/> says; nothing follows.</summary>
    Ended,
}
