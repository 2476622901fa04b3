using System.Diagnostics.CodeAnalysis;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Accepted messages by heartbeat (`mcache` of gossipsub 1.0): kept for some, told of for fewer. Bounded in bytes; the oldest go first.
/// </summary>
internal sealed class MessageCache(int length, int gossip, long bound)
{
    private readonly Dictionary<MessageId, KeptMessage> _messages = [];
    private readonly LinkedList<List<KeptMessage>> _windows = new([[]]);

    /// <summary>The bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>The messages held.</summary>
    public int Count => _messages.Count;

    /// <summary>Finds a message that is kept.</summary>
    public bool TryGet(MessageId id, [MaybeNullWhen(false)] out KeptMessage message) => _messages.TryGetValue(id, out message);

    /// <summary>Keeps a message; gives those that had to go for it.</summary>
    public IEnumerable<KeptMessage> Add(KeptMessage message)
    {
        if (!_messages.TryAdd(message.Id, message))
        {
            return [];
        }

        _windows.First!.Value.Add(message);
        Bytes += message.Data.Length;
        var gone = new List<KeptMessage>();
        while (Bytes > bound && _windows.Count > 1)
        {
            gone.AddRange(DropWindow());
        }

        return gone;
    }

    /// <summary>The ids of a topic's messages that peers are told of.</summary>
    public List<MessageId> GossipIds(TopicState topic)
    {
        var ids = new List<MessageId>();
        foreach (var window in _windows.Take(gossip))
        {
            foreach (var message in window)
            {
                if (message.Topic == topic)
                {
                    ids.Add(message.Id);
                }
            }
        }

        return ids;
    }

    /// <summary>A heartbeat is over; gives what is kept no more.</summary>
    public IEnumerable<KeptMessage> Shift()
    {
        _windows.AddFirst(new List<KeptMessage>());
        return _windows.Count > length ? DropWindow() : [];
    }

    private List<KeptMessage> DropWindow()
    {
        var window = _windows.Last!.Value;
        _windows.RemoveLast();
        foreach (var message in window)
        {
            _messages.Remove(message.Id);
            Bytes -= message.Data.Length;
        }

        return window;
    }
}
