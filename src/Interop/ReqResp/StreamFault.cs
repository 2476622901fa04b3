namespace Consensoor.Interop.ReqResp;

/// <summary>What can be wrong with a stream of the req/resp domain (`phase0/p2p-interface.md#ssz-snappy-encoding-strategy`).</summary>
public enum StreamFault
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>The length in front of a payload is no varint of at most 10 bytes and 64 bits.</summary>
    LengthNoVarint,
    /// <summary>The length is not within the bounds of the payload's type.</summary>
    LengthOutOfBounds,
    /// <summary>The bytes are no snappy frames, or hold more than the length says.</summary>
    NoSnappyFrame,
    /// <summary>A frame's checksum is not that of its data.</summary>
    BadChecksum,
    /// <summary>More compressed bytes than `max_compressed_len` of the length.</summary>
    TooManyCompressedBytes,
    /// <summary>Bytes after a request, where there must be none.</summary>
    BytesAfterRequest,
    /// <summary>The stream ended within a payload, or before a request.</summary>
    EndedEarly,
    /// <summary>The context of a chunk is no fork's in which the payload exists.</summary>
    UnknownContext,
    /// <summary>More chunks than were asked for.</summary>
    TooManyChunks,
    /// <summary>A chunk after one with an error.</summary>
    ChunkAfterError,
}
