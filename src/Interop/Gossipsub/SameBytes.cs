namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Finds the copy of a message among those whose bytes are held, by comparing bytes: a copy then costs neither decompression nor a hash.
/// Most messages of a mesh are copies. What looks alike and is not goes the long way.
/// </summary>
internal sealed class SameBytes
{
    private readonly Dictionary<(TopicState Topic, int Hash), KeptMessage> _messages = [];

    /// <summary>Messages it knows.</summary>
    public int Count => _messages.Count;

    /// <summary>The held message of a topic with the same data; null where there is none.</summary>
    public KeptMessage? Find(TopicState topic, ReadOnlySpan<byte> data) =>
        _messages.TryGetValue((topic, Hash(data)), out var message) && message.Data.Span.SequenceEqual(data) ? message : null;

    /// <summary>Adds a message whose bytes are held.</summary>
    public void Add(KeptMessage message) => _messages.TryAdd((message.Topic, Hash(message.Data.Span)), message);

    /// <summary>Forgets a message whose bytes are let go.</summary>
    public void Remove(KeptMessage message)
    {
        var key = (message.Topic, Hash(message.Data.Span));
        if (_messages.TryGetValue(key, out var known) && known == message)
        {
            _messages.Remove(key);
        }
    }

    // The ends tell messages apart: signatures and roots stand there. The seed is the process's own.
    private static int Hash(ReadOnlySpan<byte> data)
    {
        var hash = new HashCode();
        hash.Add(data.Length);
        hash.AddBytes(data[..Math.Min(data.Length, 48)]);
        hash.AddBytes(data[^Math.Min(data.Length, 48)..]);
        return hash.ToHashCode();
    }
}
