using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Multistream;

/// <summary>One side's part in the choice of a protocol.</summary>
public interface INegotiation
{
    /// <summary>Where the choice stands.</summary>
    NegotiationState State { get; }

    /// <summary>The protocol that was chosen, or is proposed alone and so may be written for already; null before.</summary>
    string? Protocol { get; }

    /// <summary>Takes lines from the front of the input and writes answers; what follows the choice stays in the input.</summary>
    NegotiationState Advance(ByteQueue input, ByteQueue output);
}
