namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// A message whose bytes are held: until its verdict, and after an accepting one for some heartbeats for who asks by IWANT.
/// </summary>
internal sealed class KeptMessage(MessageId id, TopicState topic, ReadOnlyMemory<byte> data, TimeSpan at)
{
    private Dictionary<PeerState, int>? _answers;

    /// <summary>The message's id.</summary>
    public MessageId Id => id;

    /// <summary>Its topic.</summary>
    public TopicState Topic => topic;

    /// <summary>The compressed payload.</summary>
    public ReadOnlyMemory<byte> Data { get; set; } = data;

    /// <summary>When it came.</summary>
    public TimeSpan At => at;

    /// <summary>Who sent it.</summary>
    public Copies Copies { get; } = new();

    /// <summary>The bytes that count for the bounds: compressed, and uncompressed while the verdict is not there.</summary>
    public long Cost { get; init; }

    /// <summary>The frame that carries it, made when it is first sent.</summary>
    public byte[]? Frame { get; set; }

    /// <summary>When it was accepted.</summary>
    public TimeSpan AcceptedAt { get; set; }

    /// <summary>Counts an answer to a peer's IWANT; gives how many it is.</summary>
    public int CountAnswer(PeerState peer) => (_answers ??= [])[peer] = (_answers.GetValueOrDefault(peer)) + 1;
}
