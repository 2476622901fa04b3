namespace Consensoor.Interop.Gossipsub;

/// <summary>What a peer said of extensions and partial messages.</summary>
internal sealed class PeerPartials
{
    private readonly Dictionary<TopicState, PartialSupport> _support = [];

    /// <summary>True once an RPC of the peer's stream was read: only the first may announce extensions.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>True where it announced its extensions on its stream.</summary>
    public bool HasExtensions { get; set; }

    /// <summary>True where it announced Partial Messages.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Partial messages of this heartbeat.</summary>
    public int Received { get; set; }

    /// <summary>Bytes of partial messages it was sent in this heartbeat.</summary>
    public long Sent { get; set; }

    /// <summary>Notes what it does in a topic it is subscribed to; who requests parts sends them too.</summary>
    public void Set(TopicState topic, PartialSupport support)
    {
        if (support == PartialSupport.None)
        {
            _support.Remove(topic);
        }
        else
        {
            _support[topic] = support.HasFlag(PartialSupport.Requests) ? support | PartialSupport.Sends : support;
        }
    }

    /// <summary>Gives what it does in a topic; nothing where it did not announce Partial Messages.</summary>
    public PartialSupport In(TopicState topic) => IsAnnounced ? _support.GetValueOrDefault(topic) : PartialSupport.None;

    /// <summary>It left a topic.</summary>
    public void Leave(TopicState topic) => _support.Remove(topic);

    /// <summary>A heartbeat begins.</summary>
    public void Reset() => (Received, Sent) = (0, 0);
}
