namespace Consensoor.Interop.Libp2p.Multistream;

/// <summary>Where the choice of a protocol stands.</summary>
public enum NegotiationState
{
    /// <summary>More bytes are needed.</summary>
    Pending,

    /// <summary>Both sides agree; what follows in the input is the protocol's own.</summary>
    Agreed,

    /// <summary>The other side speaks none of the protocols that were proposed, or proposed too many that are not spoken here.</summary>
    Refused,

    /// <summary>The other side does not speak multistream-select: another header, a line without an end or above the limit.</summary>
    Malformed,
}
