namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>Why a stream is none of frames.</summary>
public enum FrameFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>A length is no unsigned varint.</summary>
    Malformed,

    /// <summary>A length is above the limit.</summary>
    TooLong,
}
