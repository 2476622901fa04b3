using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub.Rpc;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// A message whose bytes are held: until its verdict, and after an accepting one for some heartbeats for who asks by IWANT.
/// </summary>
internal sealed class KeptMessage(MessageId id, TopicState topic, ReadOnlyMemory<byte> data, TimeSpan at)
{
    private Dictionary<PeerState, int>? _answers;
    private Copies _copies;

    /// <summary>The message's id.</summary>
    public MessageId Id => id;

    /// <summary>Its topic.</summary>
    public TopicState Topic => topic;

    /// <summary>The compressed payload.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; } = data;

    /// <summary>When it came.</summary>
    public TimeSpan At => at;

    /// <summary>Who sent it.</summary>
    public ref Copies Copies => ref _copies;

    /// <summary>The bytes that count for the bounds: compressed, and uncompressed while the verdict is not there.</summary>
    public long Cost { get; init; }

    /// <summary>
    /// The frame that carries it: the one it came in where that can be sent on, or made when it is first sent; else empty.
    /// </summary>
    public ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>The shared buffer that data and frame lie in, held by the message; null where there is none.</summary>
    public SharedBytes? Buffer { get; private set; }

    /// <summary>The bytes of memory that it keeps alive.</summary>
    public long Size => Buffer?.Capacity ?? Data.Length;

    /// <summary>When it was accepted.</summary>
    public TimeSpan AcceptedAt { get; set; }

    /// <summary>What it counts in the cache, as it was when it came in.</summary>
    public long Counted { get; set; }

    /// <summary>Takes the frame that the data lies in from now on; what held it before is let go.</summary>
    public void Take(MessageFrame frame)
    {
        Buffer?.Release();
        (Frame, Data, Buffer) = (frame.Bytes, frame.Data, frame.Buffer);
    }

    /// <summary>Lets go of the bytes, which are not to be used any more.</summary>
    public void LetGo()
    {
        Buffer?.Release();
        (Frame, Data, Buffer) = (default, default, null);
    }

    /// <summary>Counts an answer to a peer's IWANT; gives how many it is.</summary>
    public int CountAnswer(PeerState peer) => (_answers ??= [])[peer] = (_answers.GetValueOrDefault(peer)) + 1;
}
