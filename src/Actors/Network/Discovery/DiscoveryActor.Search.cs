using Akka.Actor;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Discovery;

/// <content>Peers for the wire: who is handed over, and what is looked for.</content>
internal sealed partial class DiscoveryActor
{
    // Members handed over at a look through the table, and connected peers asked for their record a slot.
    private const int OffersAtOnce = 16;
    private const int AskedAtOnce = 8;

    private readonly HashSet<string> _askedPeers = new(StringComparer.Ordinal);
    private long? _lookup;

    private void OnCoverage(PeerCoverage coverage)
    {
        _search.Take(coverage);
        if (!_endpoint.IsOpen || _machine is not { } machine)
        {
            return;
        }

        // Peers of libp2p know others: mostly discovery has the port that libp2p has. Each is asked once while it is connected.
        _askedPeers.IntersectWith(coverage.Dialled.Select(static peer => peer.PeerId));
        foreach (var (peer, address) in coverage.Dialled.Where(peer => !_askedPeers.Contains(peer.PeerId)).Take(AskedAtOnce))
        {
            _askedPeers.Add(peer);
            if (ContactOf(peer, address) is { } contact)
            {
                machine.Add(Now, contact);
            }
        }

        Pump();
    }

    /// <summary>The records of peers that are members of the table, found by the node id that a peer id gives.</summary>
    private PeerRecords RecordsOf(IReadOnlyList<string> peers)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var members = (_machine?.Members ?? []).ToDictionary(static member => member.Record.NodeId, static member => member.Record);
        foreach (var peer in peers)
        {
            if (PeerNodeId.Of(peer) is { } node && members.TryGetValue(node, out var record))
            {
                known[peer] = record.ToString();
            }
        }

        return new PeerRecords(known);
    }

    private static NodeContact? ContactOf(string peer, string address) =>
        PeerId.TryParse(peer, out var id) && Multiaddr.TryParse(address, out var at) && at.TcpEndPoint is { } end
            ? NodeContact.Of(id, end) : null;

    private void OnSearch()
    {
        if (_machine is not { } machine || _search.IsContent)
        {
            return;
        }

        var offers = 0;
        foreach (var member in machine.Members)
        {
            offers += offers < OffersAtOnce && Offer(member.Record) ? 1 : 0;
        }

        if (_lookup is null)
        {
            var random = new byte[NodeId.Length];
            DiscoveryEndpoint.Fill(random);
            var target = _search.Target(NodeId.From(random), _epoch);
            _lookup = machine.StartLookup(Now, target, record => _search.IsWanted(record, Now), OffersAtOnce);
            _counts.LookupStarted(_lookup is not null);
        }

        Pump();
    }

    private void OnLookup(LookupFinished finished)
    {
        if (finished.Lookup != _lookup)
        {
            return;
        }

        _lookup = null;
        foreach (var record in finished.Found)
        {
            Offer(record);
        }
    }

    private bool Offer(Enr record)
    {
        if (_search.Offer(record, Now) is not { } found)
        {
            return false;
        }

        _counts.Found(found.IsNeeded);
        _wire.Tell(found);
        return true;
    }
}
