using Consensoor.Interop.Gossipsub;

namespace Consensoor.Interop.Wire;

/// <summary>
/// Frames that wait for one peer, the most urgent first and those of one urgency in their order. Control frames are never dropped. Of the
/// others the least urgent goes where the bounds are reached, the oldest of it first; a frame that is less urgent than all that wait is not
/// taken. A message waits once, as urgent as the most urgent of its frames, and is found by its id, since the peer names what it does not
/// want while it takes nothing.
/// </summary>
public sealed class FrameQueue(WireLimits limits)
{
    private readonly LinkedList<GossipFrame>[] _frames = [new(), new(), new(), new()];
    private readonly Dictionary<MessageId, LinkedListNode<GossipFrame>> _messages = [];
    private long _controlBytes;
    private long _bytes;

    /// <summary>Frames that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes => _bytes + _controlBytes;

    /// <summary>Frames that were dropped since the peer was too slow.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>
    /// Takes a frame, which is the queue's from now on, and drops what has to go for it; false where the peer does not even take control
    /// frames.
    /// </summary>
    public bool Add(GossipFrame frame)
    {
        if (frame.Priority == FramePriority.Control)
        {
            if (_controlBytes + frame.Bytes.Length > limits.ControlBytes)
            {
                return false;
            }

            Put(frame);
            return true;
        }

        if (frame.Id is { } id && _messages.TryGetValue(id, out var waiting))
        {
            if (waiting.Value.Priority <= frame.Priority)
            {
                frame.Release();
                return true;
            }

            Drop(waiting);
        }

        while (!HasRoom(frame))
        {
            var least = Least();
            if (least is null || least < frame.Priority)
            {
                frame.Release();
                Dropped++;
                return true;
            }

            Drop(_frames[(int)least].First!);
            Dropped++;
        }

        Put(frame);
        return true;
    }

    /// <summary>Takes the next frame to send, which is the caller's from now on; false where none waits.</summary>
    public bool TryTake(out GossipFrame frame)
    {
        foreach (var frames in _frames)
        {
            if (frames.First is { } first)
            {
                frame = first.Value;
                Remove(first);
                return true;
            }
        }

        frame = default;
        return false;
    }

    /// <summary>Drops a message that the peer does not want any more; false where it does not wait.</summary>
    public bool Forget(MessageId id)
    {
        if (!_messages.TryGetValue(id, out var waiting))
        {
            return false;
        }

        Drop(waiting);
        return true;
    }

    /// <summary>Drops all frames.</summary>
    public void Clear()
    {
        while (TryTake(out var frame))
        {
            frame.Release();
        }
    }

    private bool HasRoom(GossipFrame frame)
    {
        var frames = Count - _frames[(int)FramePriority.Control].Count;
        // One frame alone always fits: it is bounded by what a frame may have.
        return frames == 0 || (frames < limits.QueueFrames && _bytes + frame.Bytes.Length <= limits.QueueBytes);
    }

    private FramePriority? Least()
    {
        for (var priority = FramePriority.Gossip; priority > FramePriority.Control; priority--)
        {
            if (_frames[(int)priority].Count > 0)
            {
                return priority;
            }
        }

        return null;
    }

    private void Put(GossipFrame frame)
    {
        var node = _frames[(int)frame.Priority].AddLast(frame);
        if (frame is { Id: { } id, Priority: not FramePriority.Control })
        {
            _messages[id] = node;
        }

        Account(frame, 1);
    }

    private void Drop(LinkedListNode<GossipFrame> node)
    {
        Remove(node);
        node.Value.Release();
    }

    private void Remove(LinkedListNode<GossipFrame> node)
    {
        var frame = node.Value;
        _frames[(int)frame.Priority].Remove(node);
        if (frame is { Id: { } id, Priority: not FramePriority.Control })
        {
            _messages.Remove(id);
        }

        Account(frame, -1);
    }

    private void Account(GossipFrame frame, int sign)
    {
        Count += sign;
        if (frame.Priority == FramePriority.Control)
        {
            _controlBytes += sign * frame.Bytes.Length;
        }
        else
        {
            _bytes += sign * frame.Bytes.Length;
        }
    }
}
