using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>
/// Decides which connections a host makes, takes, keeps and ends. It is told what happens and handed the time, makes no connection itself,
/// and is used by one thread at a time.
/// </summary>
public sealed partial class ConnectionManager(ConnectionLimits limits, PeerId own)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, OpenConnection> _connections = [];
    private readonly Dictionary<IPAddress, int> _perGroup = [];
    private readonly Dictionary<PeerId, OpenConnection> _peers = [];
    private readonly BoundedExpiry<PeerId, bool> _bannedPeers = new(limits.MaxBans);
    private readonly BoundedExpiry<IPAddress, bool> _bannedGroups = new(limits.MaxBans);
    private readonly BoundedExpiry<IPAddress, TokenBucket> _attempts = new(limits.MaxBans);
    private long _nextId = 1;

    /// <summary>Peers that proved who they are.</summary>
    public int Peers => _peers.Count;

    /// <summary>Those of them that made the connection.</summary>
    public int Inbound => _peers.Values.Count(static connection => connection.IsInbound);

    /// <summary>Connections of others that have not proved who they are yet.</summary>
    public int Pending => _connections.Values.Count(static connection => connection is { IsInbound: true, IsSecured: false });

    /// <summary>Peers that are remembered to be dialled.</summary>
    public int Known => _known.Count;

    /// <summary>The addresses that count as one: an IPv4 address, or an IPv6 network of 64 bits.</summary>
    public static IPAddress Group(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>
    /// Takes a connection that somebody made, under a number, or refuses it with the reason: it is to be closed before anything is read.
    /// </summary>
    public CloseReason? Admit(IPAddress remote, DateTimeOffset now, out long connection)
    {
        connection = 0;
        var group = Group(remote);
        if (!IsTrusted(group))
        {
            if (_bannedGroups.TryGet(group, now, out _))
            {
                return CloseReason.Banned;
            }

            var inbound = _connections.Values.Where(static open => open.IsInbound).ToArray();
            var pending = inbound.Where(static open => !open.IsSecured).ToArray();
            if (inbound.Length >= limits.MaxInbound
                || pending.Length >= limits.MaxPending
                || _perGroup.GetValueOrDefault(group) >= limits.MaxPerAddress
                || pending.Count(open => open.Group.Equals(group)) >= limits.MaxPendingPerAddress
                || !MayTry(group, now))
            {
                return CloseReason.TooMany;
            }
        }

        connection = Add(isInbound: true, group, null, now);
        return null;
    }

    /// <summary>
    /// Tells whether an address that has so many handshakes under way could begin one more, and its connection be taken now. Nothing is
    /// counted: the address may be forged (UDP), and another's attempts be used up by it.
    /// </summary>
    public bool MayShake(IPAddress remote, int underWay, DateTimeOffset now)
    {
        var group = Group(remote);
        return IsTrusted(group)
            || (underWay < limits.MaxPendingPerAddress
                && !_bannedGroups.TryGet(group, now, out _)
                && _connections.Values.Count(static open => open.IsInbound) < limits.MaxInbound
                && _perGroup.GetValueOrDefault(group) < limits.MaxPerAddress
                && (limits.AttemptsPerMinute == int.MaxValue || !_attempts.TryGet(group, now, out var bucket) || bucket.Has(now)));
    }

    /// <summary>Counts an attempt of an address whose handshake was refused after it had proved the address.</summary>
    public void Refused(IPAddress remote, DateTimeOffset now)
    {
        var group = Group(remote);
        if (!IsTrusted(group))
        {
            MayTry(group, now);
        }
    }

    /// <summary>
    /// Hears who is on the other side of a connection. A reason refuses it; otherwise it is kept, and where the same peer had another
    /// connection, that one is to be closed as a duplicate.
    /// </summary>
    public CloseReason? Secured(long connection, PeerId peer, DateTimeOffset now, out long? duplicate)
    {
        duplicate = null;
        if (!_connections.TryGetValue(connection, out var open))
        {
            return CloseReason.Requested;
        }

        var standing = _known.GetValueOrDefault(peer)?.Standing ?? PeerStanding.Discovered;
        if (standing != PeerStanding.Trusted && IsBanned(peer, now))
        {
            return CloseReason.Banned;
        }

        if (_peers.TryGetValue(peer, out var other))
        {
            if (!Replaces(open, other, peer))
            {
                return CloseReason.Duplicate;
            }

            duplicate = other.Id;
        }
        else if (standing != PeerStanding.Trusted && _peers.Count >= limits.Max)
        {
            return CloseReason.TooMany;
        }

        if (standing == PeerStanding.Needed)
        {
            _known[peer].Standing = PeerStanding.Discovered;
        }

        (open.Peer, open.IsSecured) = (peer, true);
        EndDial(open);
        _peers[peer] = open;
        return null;
    }

    /// <summary>Hears that a connection is over, or could not be made, and when; false where it was not counted.</summary>
    public bool Closed(long connection, CloseReason reason, DateTimeOffset now)
    {
        if (!_connections.Remove(connection, out var open))
        {
            return false;
        }

        if (--System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_perGroup, open.Group) == 0)
        {
            _perGroup.Remove(open.Group);
        }

        if (open.Peer is not { } peer)
        {
            return true;
        }

        EndDial(open);
        if (open.IsSecured && _peers.TryGetValue(peer, out var current) && current == open)
        {
            _peers.Remove(peer);
        }

        BackOff(peer, reason, open, now);
        return true;
    }

    /// <summary>Bans a peer until a time; gives its connection, which is to be closed. A trusted peer is not banned.</summary>
    public long? Ban(PeerId peer, DateTimeOffset until, DateTimeOffset now)
    {
        if (_known.GetValueOrDefault(peer)?.Standing == PeerStanding.Trusted)
        {
            return null;
        }

        _bannedPeers.Set(peer, true, until, now);
        return _peers.GetValueOrDefault(peer)?.Id;
    }

    /// <summary>
    /// Bans an address until a time, an IPv6 one with its network of 64 bits; gives its connections, which are to be closed.
    /// </summary>
    public IReadOnlyList<long> Ban(IPAddress address, DateTimeOffset until, DateTimeOffset now)
    {
        var group = Group(address);
        if (IsTrusted(group))
        {
            return [];
        }

        _bannedGroups.Set(group, true, until, now);
        return [.. _connections.Values.Where(open => open.Group.Equals(group)).Select(static open => open.Id)];
    }

    /// <summary>Ends a peer's ban; false where there was none.</summary>
    public bool Unban(PeerId peer) => _bannedPeers.Remove(peer);

    /// <summary>Whether a peer is banned.</summary>
    public bool IsBanned(PeerId peer, DateTimeOffset now) => _bannedPeers.TryGet(peer, now, out _);

    private static bool IsSameDirection(OpenConnection one, OpenConnection other) => one.IsInbound == other.IsInbound;

    // Where both sides dialled at once, both keep the connection that the smaller peer id made. Where one side dials again, it has lost the
    // connection before, and the new one is kept.
    private bool Replaces(OpenConnection open, OpenConnection other, PeerId peer) =>
        IsSameDirection(open, other) || open.IsInbound == (peer.CompareTo(own) < 0);

    private bool IsTrusted(IPAddress group) => _known.Values.Any(
        known => known.Standing == PeerStanding.Trusted
            && known.Addresses.Any(address => address.LinkEndPoint is { } end && Group(end.Address).Equals(group)));

    private bool MayTry(IPAddress group, DateTimeOffset now)
    {
        if (limits.AttemptsPerMinute == int.MaxValue)
        {
            return true;
        }

        if (!_attempts.TryGet(group, now, out var bucket))
        {
            bucket = new TokenBucket(limits.AttemptsPerMinute / 60.0, limits.AttemptsPerMinute);
        }

        var may = bucket.TryTake(now);
        _attempts.Set(group, bucket, now + Minute, now);
        return may;
    }

    private long Add(bool isInbound, IPAddress group, PeerId? expected, DateTimeOffset now)
    {
        var open = new OpenConnection(_nextId++, isInbound, group, now) { Peer = expected };
        _connections.Add(open.Id, open);
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_perGroup, group, out _)++;
        return open.Id;
    }
}
