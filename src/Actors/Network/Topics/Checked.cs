using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// What came of the conditions of a message. Product is what the row wants to know again when the message is accepted; Proofs names the KZG
/// proofs that are to be verified.
/// </summary>
internal readonly record struct Checked(GossipResult Result, object? Product = null, SidecarProofs? Proofs = null)
{
    /// <summary>What is published on the event stream, whatever the result; null for nothing.</summary>
    public object? Sighting { get; init; }

    /// <summary>Makes a result that needs no signatures verified.</summary>
    public static implicit operator Checked(GossipResult result) => new(result);
}
