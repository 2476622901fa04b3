using Akka.Actor;

namespace Consensoor.Actors.Simulation.Network;

/// <summary>
/// One end of a circuit: bytes in order and without gaps between two nodes, as TCP carries them over links that lose, delay and are cut.
/// What is lost is sent again, which takes time; what is cut off waits and is tried again until the link is mended or an end is closed. At
/// most <see cref="Window"/> bytes are under way, or wait at a receiver that does not take them. A plain object on the world's thread.
/// </summary>
public sealed class CircuitEnd
{
    /// <summary>Bytes that a side may have sent which the other one has not taken.</summary>
    public const int Window = 1 << 20;

    private readonly SimulatedNetwork _network;
    private readonly CircuitLane _out;
    private CircuitEnd _other = null!;
    private IActorRef? _inbox;
    private int _untaken;
    private bool _isBlocked;
    private bool _isClosed;

    private CircuitEnd(SimulatedNetwork network, string node, string peer)
    {
        (_network, Node, Peer) = (network, node, peer);
        _out = new CircuitLane(network, node, peer);
    }

    /// <summary>The node it belongs to.</summary>
    public string Node { get; }

    /// <summary>The node at the other end.</summary>
    public string Peer { get; }

    /// <summary>How many bytes <see cref="Write"/> takes now.</summary>
    public int Room => _isClosed ? 0 : Window - _untaken;

    /// <summary>Connects a node with another; the inbox hears what becomes of it.</summary>
    internal static CircuitEnd Dial(SimulatedNetwork network, string from, string to, IActorRef inbox)
    {
        var dialer = new CircuitEnd(network, from, to) { _inbox = inbox };
        var listener = new CircuitEnd(network, to, from) { _other = dialer };
        dialer._other = listener;
        dialer._out.Send(0, () => listener.Offer());
        return dialer;
    }

    /// <summary>Takes a circuit that was offered; the inbox hears what comes.</summary>
    public void Accept(IActorRef inbox)
    {
        _inbox = inbox;
        _out.Send(0, () => _other.Tell(new CircuitMessages.Opened(_other)));
    }

    /// <summary>Sends bytes from the front, as many as there is room for, and says how many; they are copied.</summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, Room);
        _isBlocked = count < bytes.Length;
        if (count > 0)
        {
            var copy = bytes[..count].ToArray();
            _untaken += count;
            _out.Send(count, () => _other.Tell(new CircuitMessages.Received(_other, copy)));
        }

        return count;
    }

    /// <summary>Says that the owner has taken bytes that came, so that the other side may send as many more.</summary>
    public void Taken(int bytes)
    {
        var sender = _other;
        sender._untaken -= bytes;
        if (sender._isBlocked && sender._untaken <= Window / 2)
        {
            sender._isBlocked = false;
            _network.Later(Node, Peer, () => sender.Tell(new CircuitMessages.HasRoom(sender)));
        }
    }

    /// <summary>Closes both ways; the other side hears it behind what was sent, and nothing more comes here.</summary>
    public void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _other._out.Abandon();
            _out.Send(0, () => _other.Over());
        }
    }

    /// <summary>Closes at once: what was not delivered is given up, the other side hears nothing.</summary>
    public void Abandon()
    {
        _isClosed = true;
        _out.Abandon();
        _other._out.Abandon();
    }

    private void Offer()
    {
        if (_network.InboxOf(Node) is { } inbox)
        {
            _inbox = inbox;
            inbox.Tell(new CircuitMessages.Offered(this), ActorRefs.NoSender);
        }
        else
        {
            Refuse();
        }
    }

    private void Over()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _out.Abandon();
            _inbox?.Tell(new CircuitMessages.Closed(this), ActorRefs.NoSender);
        }
    }

    private void Tell(object message)
    {
        if (_isClosed)
        {
            return;
        }

        if (_inbox is not null && _inbox.Equals(_network.InboxOf(Node)))
        {
            _inbox.Tell(message, ActorRefs.NoSender);
        }
        else
        {
            // The process is gone, and its system says so to whoever writes to it.
            Refuse();
        }
    }

    private void Refuse()
    {
        _isClosed = true;
        _other._out.Abandon();
        _network.Later(Node, Peer, _other.Over);
    }
}
