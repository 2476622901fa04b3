using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Udp;
using Consensoor.Interop.Identity;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>
/// The UDP socket of a node's discovery, and its key. It outlives the actor: what comes is told to the one that attached last, of which
/// only so many wait; drop rule: a datagram beyond them is lost, and counted.
/// </summary>
internal sealed class DiscoveryEndpoint : IDisposable
{
    private readonly NodeDiscoverySettings _settings;
    private readonly UdpLink? _link;
    private volatile IActorRef _actor = ActorRefs.Nobody;
    private int _waiting;
    private long _lost;

    /// <summary>Binds to a port where discovery is enabled, 0 for any; throws SocketException where it is taken.</summary>
    public DiscoveryEndpoint(NodeDiscoverySettings settings, NodeKey key, int port)
    {
        (_settings, Key, Record) = (settings, key, Kept(settings, key));
        _link = settings.IsEnabled ? new UdpLink(new IPEndPoint(settings.Host, port)) : null;
        Port = _link?.Local.Port ?? port;
        if (_link is { } link)
        {
            _ = Task.Run(() => link.ReceiveAsync(OnDatagram));
        }
    }

    /// <summary>The node's key.</summary>
    public NodeKey Key { get; }

    /// <summary>The UDP port.</summary>
    public int Port { get; }

    /// <summary>The record that the node told last, in this process or an earlier one; null where none is known.</summary>
    public Enr? Record { get; set; }

    /// <summary>Whether there is a socket.</summary>
    public bool IsOpen => _link is not null;

    /// <summary>Datagrams that wait for the actor.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Datagrams that found too many waiting.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Fills memory with bytes that nobody can guess.</summary>
    public static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);

    /// <summary>Tells an actor what comes from now on.</summary>
    public void Attach(IActorRef actor)
    {
        // A restart in place keeps what waits; what waited for another actor is lost.
        if (!actor.Equals(_actor))
        {
            Volatile.Write(ref _waiting, 0);
        }

        _actor = actor;
    }

    /// <summary>The actor has taken a datagram.</summary>
    public void Taken() => Interlocked.Decrement(ref _waiting);

    /// <summary>Sends a datagram, or loses it.</summary>
    public void Send(Datagram datagram) => _link?.Send(datagram.Receiver, datagram.Bytes.Span);

    /// <inheritdoc/>
    public void Dispose() => _link?.Dispose();

    private static Enr? Kept(NodeDiscoverySettings settings, NodeKey key)
    {
        if (settings.Record.Read(out var problem) is { } bytes)
        {
            if (Enr.Parse(System.Text.Encoding.ASCII.GetString(bytes).Trim(), out var refusal) is { } record
                && record.NodeId == new NodeId(key.NodeId))
            {
                return record;
            }

            problem = refusal?.ToString() ?? "it is another node's";
        }

        if (problem is not null)
        {
            Serilog.Log.Warning("the record that others were told before is not known, and is numbered anew: {Problem}", problem);
        }

        return null;
    }

    private void OnDatagram(IPEndPoint from, ReadOnlyMemory<byte> bytes)
    {
        if (Interlocked.Increment(ref _waiting) > _settings.Datagrams)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _lost);
            return;
        }

        _actor.Tell(new DatagramCame(from, bytes));
    }
}
