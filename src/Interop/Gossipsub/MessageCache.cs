using System.Diagnostics.CodeAnalysis;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Accepted messages by heartbeat (`mcache` of gossipsub 1.0): kept for some, told of for fewer. Bounded in bytes; the oldest go first.
/// </summary>
internal sealed class MessageCache(int length, int gossip, long bound)
{
    private readonly Dictionary<MessageId, KeptMessage> _messages = [];
    private readonly LinkedList<Window> _windows = new([new Window()]);

    /// <summary>The bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>The messages held.</summary>
    public int Count => _messages.Count;

    /// <summary>Finds a message that is kept.</summary>
    public bool TryGet(MessageId id, [MaybeNullWhen(false)] out KeptMessage message) => _messages.TryGetValue(id, out message);

    /// <summary>Keeps a message whose id is not kept; gives those that had to go for it.</summary>
    public IReadOnlyList<KeptMessage> Add(KeptMessage message)
    {
        _messages.Add(message.Id, message);
        _windows.First!.Value.Add(message);
        message.Counted = message.Size;
        Bytes += message.Counted;
        List<KeptMessage>? gone = null;
        while (Bytes > bound && _windows.Count > 1)
        {
            (gone ??= []).AddRange(DropWindow());
        }

        return gone ?? (IReadOnlyList<KeptMessage>)[];
    }

    /// <summary>The ids of a topic's messages that peers are told of.</summary>
    public List<MessageId> GossipIds(TopicState topic)
    {
        var ids = new List<MessageId>();
        foreach (var window in _windows.Take(gossip))
        {
            if (window.ByTopic.TryGetValue(topic, out var some))
            {
                ids.AddRange(some);
            }
        }

        return ids;
    }

    /// <summary>A heartbeat is over; gives what is kept no more.</summary>
    public IReadOnlyList<KeptMessage> Shift()
    {
        _windows.AddFirst(new Window());
        return _windows.Count > length ? DropWindow() : [];
    }

    private List<KeptMessage> DropWindow()
    {
        var window = _windows.Last!.Value.Messages;
        _windows.RemoveLast();
        foreach (var message in window)
        {
            _messages.Remove(message.Id);
            Bytes -= message.Counted;
        }

        return window;
    }

    // What was accepted within one heartbeat.
    private sealed class Window
    {
        public List<KeptMessage> Messages { get; } = [];

        public Dictionary<TopicState, List<MessageId>> ByTopic { get; } = [];

        public void Add(KeptMessage message)
        {
            Messages.Add(message);
            if (!ByTopic.TryGetValue(message.Topic, out var ids))
            {
                ByTopic[message.Topic] = ids = [];
            }

            ids.Add(message.Id);
        }
    }
}
