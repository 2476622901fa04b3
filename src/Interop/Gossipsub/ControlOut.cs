using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Gossipsub;

/// <summary>What a peer is told in the next RPC; collected within one call of the router into one frame.</summary>
internal sealed class ControlOut
{
    private readonly List<(TopicState Topic, bool IsSubscribed)> _subscriptions = [];
    private readonly List<TopicState> _grafts = [];
    private readonly List<(TopicState Topic, TimeSpan BackOff)> _prunes = [];
    private readonly List<(TopicState Topic, IReadOnlyList<MessageId> Ids)> _haves = [];
    private readonly List<MessageId> _wants = [];
    private readonly List<MessageId> _dontWants = [];

    /// <summary>True where there is nothing to tell.</summary>
    public bool IsEmpty => !IsUrgent && _haves.Count == 0 && _wants.Count == 0;

    /// <summary>True where there is more to tell than IHAVE and IWANT.</summary>
    public bool IsUrgent => AnnouncesExtensions
        || _subscriptions.Count > 0 || _grafts.Count > 0 || _prunes.Count > 0 || _dontWants.Count > 0;

    /// <summary>True where the peer is told in the next RPC, its first, that this node speaks Partial Messages.</summary>
    public bool AnnouncesExtensions { get; set; }

    /// <summary>True where subscriptions say what this node does with partial messages.</summary>
    public bool TellsPartial { get; set; }

    /// <summary>This node subscribed to a topic, or left it.</summary>
    public void Subscription(TopicState topic, bool isSubscribed) => _subscriptions.Add((topic, isSubscribed));

    /// <summary>The peer is in the mesh.</summary>
    public void Graft(TopicState topic)
    {
        _prunes.RemoveAll(prune => prune.Topic == topic);
        _grafts.Add(topic);
    }

    /// <summary>The peer is not in the mesh, and is not to ask for so long.</summary>
    public void Prune(TopicState topic, TimeSpan backOff)
    {
        _grafts.Remove(topic);
        _prunes.RemoveAll(prune => prune.Topic == topic);
        _prunes.Add((topic, backOff));
    }

    /// <summary>IHAVE.</summary>
    public void Have(TopicState topic, IReadOnlyList<MessageId> ids) => _haves.Add((topic, ids));

    /// <summary>IWANT.</summary>
    public void Want(IEnumerable<MessageId> ids) => _wants.AddRange(ids);

    /// <summary>IDONTWANT.</summary>
    public void DontWant(MessageId id) => _dontWants.Add(id);

    /// <summary>Writes the frame and forgets what it says.</summary>
    public byte[] Take(ProtoWriter writer)
    {
        writer.Clear();
        foreach (var (topic, isSubscribed) in _subscriptions)
        {
            var subscription = writer.Begin(1);
            writer.Varint(1, isSubscribed ? 1UL : 0);
            writer.Bytes(2, topic.Utf8);
            if (isSubscribed && TellsPartial && topic.Settings?.Partial is { } partial && partial != PartialSupport.None)
            {
                writer.Varint(3, partial.HasFlag(PartialSupport.Requests) ? 1UL : 0);
                writer.Varint(4, 1);
            }

            writer.End(subscription);
        }

        if (AnnouncesExtensions || _grafts.Count > 0 || _prunes.Count > 0 || _haves.Count > 0 || _wants.Count > 0 || _dontWants.Count > 0)
        {
            var control = writer.Begin(3);
            Control(writer);
            writer.End(control);
        }

        _subscriptions.Clear();
        _grafts.Clear();
        _prunes.Clear();
        _haves.Clear();
        _wants.Clear();
        _dontWants.Clear();
        AnnouncesExtensions = false;
        return RpcFrames.Framed(writer.Written);
    }

    private void Control(ProtoWriter writer)
    {
        foreach (var (topic, ids) in _haves)
        {
            var have = writer.Begin(1);
            writer.Bytes(1, topic.Utf8);
            Ids(writer, 2, ids);
            writer.End(have);
        }

        if (_wants.Count > 0)
        {
            var want = writer.Begin(2);
            Ids(writer, 1, _wants);
            writer.End(want);
        }

        foreach (var topic in _grafts)
        {
            var graft = writer.Begin(3);
            writer.Bytes(1, topic.Utf8);
            writer.End(graft);
        }

        foreach (var (topic, backOff) in _prunes)
        {
            var prune = writer.Begin(4);
            writer.Bytes(1, topic.Utf8);
            writer.Varint(3, (ulong)Math.Ceiling(backOff.TotalSeconds));
            writer.End(prune);
        }

        if (_dontWants.Count > 0)
        {
            var dontWant = writer.Begin(5);
            Ids(writer, 1, _dontWants);
            writer.End(dontWant);
        }

        if (AnnouncesExtensions)
        {
            var extensions = writer.Begin(6);
            writer.Varint((int)RpcDecoder.PartialMessagesField, 1);
            writer.End(extensions);
        }
    }

    private static void Ids(ProtoWriter writer, int field, IReadOnlyList<MessageId> ids)
    {
        foreach (var id in ids)
        {
            id.Write(writer, field);
        }
    }
}
