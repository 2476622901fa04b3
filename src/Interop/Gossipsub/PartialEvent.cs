namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// News for who exchanges parts: Group, Message and Metadata are a peer's bytes as they came (null where it sent none), Peers those that
/// are to be told of parts.
/// </summary>
public sealed record PartialEvent(PartialEventKind Kind, string Peer, string Topic)
{
    /// <summary>The id of the message that the parts are of.</summary>
    public ReadOnlyMemory<byte> Group { get; init; }

    /// <summary>The parts.</summary>
    public ReadOnlyMemory<byte>? Message { get; init; }

    /// <summary>Which parts the peer has and wants.</summary>
    public ReadOnlyMemory<byte>? Metadata { get; init; }

    /// <summary>The peers that gossip goes to.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];
}
