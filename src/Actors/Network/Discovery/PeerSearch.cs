using System.Net;
using Consensoor.Actors.Network.Topics;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>
/// Decides, without actor or clock, which of the nodes that discovery knows are handed to the wire, and when more are looked for: nodes of
/// the same fork digest that TCP or QUIC reaches, as long as the wire is below its target; those on a subnet that has too few peers in any
/// case. Which next fork a node plans decides nothing before that fork (`fulu/p2p-interface.md#next-fork-digest`): from then on its digest
/// does.
/// </summary>
internal sealed class PeerSearch(NodeDiscoverySettings settings, NodeId self)
{
    /// <summary>
    /// Nodes whose handing over is remembered, of which the oldest is forgotten and may be handed over again; and as many whose subnets
    /// are, of which all are forgotten at once.
    /// </summary>
    internal const int Remembered = 4096;

    private readonly Dictionary<NodeId, (DateTimeOffset At, bool IsNeeded)> _offered = [];
    private readonly Queue<(NodeId Node, DateTimeOffset At)> _order = [];
    private readonly SortedDictionary<TopicKind, SortedSet<ulong>> _lacking = [];
    private readonly Dictionary<(TopicKind Topic, NodeId Node, ulong Sequence), IReadOnlyList<ulong>> _said = [];
    private bool _isBelowTarget = true;
    private long _searches;

    /// <summary>Whether the wire has as many peers as it aims at, and each subnet its share.</summary>
    public bool IsContent => !_isBelowTarget && _lacking.Count == 0;

    /// <summary>Counts how often the subnets of a node were worked out.</summary>
    internal int Computed { get; private set; }

    /// <summary>The digest in force, which is that of the nodes that are looked for.</summary>
    public ForkDigest Digest { get; set; }

    /// <summary>The own address: nodes in a narrower scope than it are not reached.</summary>
    public IPAddress Own { get; set; } = IPAddress.Loopback;

    /// <summary>Takes what the wire's peers cover.</summary>
    public void Take(PeerCoverage coverage)
    {
        _isBelowTarget = coverage.Peers < coverage.Target;
        _lacking.Clear();
        foreach (var topic in coverage.Subnets.Where(subnet => subnet.Peers < settings.SubnetPeers).GroupBy(static subnet => subnet.Topic))
        {
            _lacking.Add(topic.Key, [.. topic.Select(static subnet => subnet.Subnet)]);
        }
    }

    /// <summary>Gives what to tell the wire of a node, once for a while; null where it is not to be dialled now.</summary>
    public PeerFound? Offer(Enr record, DateTimeOffset now)
    {
        if (!IsWanted(record, now, out var isNeeded))
        {
            return null;
        }

        Forget(now);
        _offered[record.NodeId] = (now, isNeeded);
        _order.Enqueue((record.NodeId, now));
        return new PeerFound(record.PeerId.ToString(), [.. Addresses(record).Select(static address => address.ToString())], isNeeded);
    }

    /// <summary>Tells whether a lookup is to find a node.</summary>
    public bool IsWanted(Enr record, DateTimeOffset now) => IsWanted(record, now, out _);

    /// <summary>
    /// Where to look next, near an id that is handed in: every other time at a place whose nodes the specification puts on a subnet that
    /// lacks peers, one such subnet after the other.
    /// </summary>
    public NodeId Target(NodeId random, Epoch epoch)
    {
        var places = _lacking.SelectMany(static topic => TopicTable.Of(topic.Key).Place is { } place
            ? topic.Value.Select(subnet => (place, subnet)) : []).ToArray();
        if (places.Length == 0 || ++_searches % 2 != 0)
        {
            return random;
        }

        var (at, wanted) = places[_searches / 2 % places.Length];
        return at(settings.Spec, wanted, epoch, random) ?? random;
    }

    private bool IsWanted(Enr record, DateTimeOffset now, out bool isNeeded)
    {
        isNeeded = false;
        if (record.NodeId == self || record.Eth2?.ForkDigest != Digest || !Addresses(record).Any())
        {
            return false;
        }

        var was = _offered.TryGetValue(record.NodeId, out var offered) && now - offered.At < settings.OfferInterval;
        if (was && offered.IsNeeded)
        {
            return false;
        }

        isNeeded = IsOnLacking(record);
        return isNeeded || (_isBelowTarget && !was);
    }

    // QUIC first, which costs a round trip and not four; the wire goes on over TCP at once where it gives no link.
    private IEnumerable<Multiaddr> Addresses(Enr record)
    {
        if (settings.DialsQuic)
        {
            foreach (var end in Reached(record.QuicEndpoint4, record.QuicEndpoint6))
            {
                yield return Multiaddr.FromQuic(end, record.PeerId);
            }
        }

        foreach (var end in Reached(record.TcpEndpoint4, record.TcpEndpoint6))
        {
            yield return Multiaddr.FromTcp(end, record.PeerId);
        }
    }

    private IEnumerable<IPEndPoint> Reached(IPEndPoint? four, IPEndPoint? six)
    {
        if (settings.Machine.ByIPv4 && four is not null && AddressScope.MayRelay(Own, four.Address))
        {
            yield return four;
        }

        if (settings.Machine.ByIPv6 && six is not null && AddressScope.MayRelay(Own, six.Address))
        {
            yield return six;
        }
    }

    private bool IsOnLacking(Enr record) => _lacking.Any(topic => SaidOf(topic.Key, record).Any(topic.Value.Contains));

    // The custody groups of a node cost some hashes: they are computed once a record, and only where columns lack peers.
    private IReadOnlyList<ulong> SaidOf(TopicKind topic, Enr record)
    {
        if (TopicTable.Of(topic).Said is not { } said)
        {
            return [];
        }

        var key = (topic, record.NodeId, record.Sequence);
        if (!_said.TryGetValue(key, out var subnets))
        {
            if (_said.Count >= Remembered)
            {
                _said.Clear();
            }

            Computed++;
            _said[key] = subnets = [.. said(settings.Spec, record)];
        }

        return subnets;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && (_order.Count >= Remembered || now - oldest.At >= settings.OfferInterval))
        {
            _order.Dequeue();
            if (_offered.TryGetValue(oldest.Node, out var offered) && offered.At == oldest.At)
            {
                _offered.Remove(oldest.Node);
            }
        }
    }
}
