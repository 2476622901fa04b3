namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>What looking for a frame came to.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame is there.</summary>
    Read,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>The length is no unsigned varint.</summary>
    Malformed,

    /// <summary>The length is above the limit.</summary>
    TooLong,
}
