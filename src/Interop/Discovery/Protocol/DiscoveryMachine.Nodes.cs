using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;

namespace Consensoor.Interop.Discovery.Protocol;

// Whom this node knows: candidates that were heard of, members that answered, and the lookups that find more.
public sealed partial class DiscoveryMachine
{
    private readonly Dictionary<NodeId, Enr> _candidates = [];
    private readonly Queue<NodeId> _candidateOrder = [];
    private readonly Dictionary<long, Lookup> _lookups = [];
    private int _pings;
    private long _lastLookup;
    private long _refreshes;

    private bool CanPing => CanAsk && _pings < _settings.PingParallelism;

    /// <summary>
    /// Starts to look for the nodes nearest to an id, or for the nearest of which a predicate holds, until so many are found; the end is an
    /// event. Null where as many lookups as there may be are under way.
    /// </summary>
    public long? StartLookup(DateTimeOffset now, NodeId target, NodePredicate? predicate = null, int wanted = 16)
    {
        if (_lookups.Count >= _settings.MaxLookups)
        {
            return null;
        }

        var lookup = new Lookup(++_lastLookup, target, predicate, wanted, _settings);
        foreach (var entry in _table.Nearest(target, _settings.BucketSize))
        {
            lookup.Hear(entry.Contact);
        }

        if (_table.Count == 0)
        {
            _bootNodes.ForEach(lookup.Hear);
        }

        _lookups.Add(lookup.Id, lookup);
        StepLookups(now);
        return lookup.Id;
    }

    /// <summary>Starts to look for nodes of a predicate near a random id.</summary>
    public long? StartRandomLookup(DateTimeOffset now, NodePredicate? predicate = null, int wanted = 16) =>
        StartLookup(now, NodeId.From(Random(NodeId.Length)), predicate, wanted);

    private void Refresh(DateTimeOffset now)
    {
        // A few nodes are a bad view of the network: then it looks around more often, near itself first.
        var isNew = _table.Count < _settings.BucketSize;
        _nextRefresh = now + (isNew ? _settings.RefreshInterval / 5 : _settings.RefreshInterval);
        if (_table.Count == 0)
        {
            foreach (var node in _bootNodes.Where(node => CanPing && !IsAsked(node.NodeId)))
            {
                AskForLife(now, node);
            }
        }

        // Each fourth look is at its own place, so that its neighbours know it and it knows them.
        if (_lookups.Count < _settings.MaxLookups)
        {
            StartLookup(now, _refreshes++ % 4 == 0 ? _self : NodeId.From(Random(NodeId.Length)));
        }
    }

    private void StepLookups(DateTimeOffset now)
    {
        foreach (var lookup in _lookups.Values.ToArray())
        {
            while (CanAsk && !lookup.IsOver() && lookup.Next() is { } contact)
            {
                var distances = Lookup.Distances(contact.NodeId, lookup.Target);
                Ask(now, contact, id => new FindNode(id, distances), PendingPurpose.Lookup, lookup.Id);
            }

            if (lookup.IsOver() && _lookups.Remove(lookup.Id))
            {
                _events.Enqueue(new LookupFinished(lookup.Id, lookup.Found(), lookup.Asked));
            }
        }
    }

    private void OnPong(DateTimeOffset now, Session session, PendingRequest request, Pong pong)
    {
        _pings--;
        var record = session.Record ?? request.Contact.Record;
        Verified(now, request.Contact, byPong: true);
        FetchNewer(
            now, session.Peer, pong.EnrSequence, _table.Find(session.Peer.Node)?.Record ?? record, request.Contact.PublicKey);
        if (_settings.LearnsAddress && _votes.Vote(now, session.Peer.Node, session.Peer.Endpoint.Address, pong.Recipient) is { } own)
        {
            TakeAddress(own);
        }
    }

    private void TakeAddress(IPEndPoint own)
    {
        var isIPv4 = own.AddressFamily == AddressFamily.InterNetwork;
        UpdateRecord(builder => builder.SetAddress(own.Address).Set(isIPv4 ? EnrKeys.Udp : EnrKeys.Udp6, (ulong)own.Port));
    }

    private void OnNodes(DateTimeOffset now, PendingRequest request)
    {
        Verified(now, request.Contact, byPong: false);
        foreach (var record in request.Records)
        {
            if (record.NodeId == request.Peer.Node)
            {
                LearnOwn(now, request, record);
            }
            else
            {
                Learn(now, record, null);
            }
        }

        if (_lookups.TryGetValue(request.Lookup, out var lookup))
        {
            foreach (var record in request.Records.Where(record => record.NodeId != _self))
            {
                if (!IsShunned(now, record.NodeId) && NodeContact.Of(record, _settings.ByIPv4, _settings.ByIPv6) is { } contact)
                {
                    lookup.Hear(contact);
                }
            }

            lookup.Ended(request.Peer.Node, answered: true);
        }
    }

    private void LearnOwn(DateTimeOffset now, PendingRequest request, Enr record)
    {
        var known = _table.Find(record.NodeId)?.Record ?? request.Contact.Record;
        if (known is not null && record.Sequence < known.Sequence)
        {
            Blame(now, request.Peer, NodeOffence.RolledBack);
            return;
        }

        if (_sessions.Use(request.Peer) is { } session && record.Sequence > (session.Record?.Sequence ?? 0))
        {
            session.Record = record;
        }

        Learn(now, record, request.Peer.Endpoint);
    }

    private void OnUnanswered(DateTimeOffset now, PendingRequest request)
    {
        if (request.Purpose == PendingPurpose.Liveness)
        {
            _pings--;
        }

        if (_lookups.TryGetValue(request.Lookup, out var lookup))
        {
            lookup.Ended(request.Peer.Node, answered: false);
        }

        if (_table.Find(request.Peer.Node) is null)
        {
            Shun(now, request.Peer.Node, _settings.PingInterval);
        }

        Report(_table.Failed(now, request.Peer.Node));
    }

    private void Report((NodeEntry? Removed, NodeEntry? Joined) change)
    {
        var (removed, joined) = change;
        if (removed is not null)
        {
            _events.Enqueue(new NodeLeft(removed.Record.NodeId));
        }

        if (joined is not null)
        {
            _events.Enqueue(new NodeJoined(joined.Record));
        }
    }

    private void Verified(DateTimeOffset now, NodeContact contact, bool byPong)
    {
        // Only an answer from the record's own address proves that others will find the node there.
        var isItsAddress = contact.Record is { } record
            && contact.Endpoint.Equals(NodeContact.Of(record, _settings.ByIPv4, _settings.ByIPv6)?.Endpoint);
        if (!isItsAddress)
        {
            return;
        }

        _candidates.Remove(contact.NodeId);
        if (_table.Answered(now, contact, byPong))
        {
            _events.Enqueue(new NodeJoined(contact.Record!));
        }
    }

    /// <summary>
    /// Learns of a record: a newer one of a member takes the old one's place; one of a stranger waits to be asked for a sign of life. A
    /// stranger that made a session itself counts only at the address it came from.
    /// </summary>
    private void Learn(DateTimeOffset now, Enr record, IPEndPoint? cameFrom)
    {
        if (_table.Find(record.NodeId) is not null)
        {
            if (_table.Update(now, record))
            {
                _events.Enqueue(new NodeUpdated(record));
            }
        }
        else if (cameFrom is null || NodeContact.Of(record, _settings.ByIPv4, _settings.ByIPv6) is { } contact
            && contact.Endpoint.Address.Equals(cameFrom.Address))
        {
            Offer(now, record);
        }
    }

    private void Offer(DateTimeOffset now, Enr record)
    {
        if (record.NodeId == _self || !_table.HasUseFor(record.NodeId) || IsShunned(now, record.NodeId)
            || NodeContact.Of(record, _settings.ByIPv4, _settings.ByIPv6) is null)
        {
            return;
        }

        if (_candidates.TryGetValue(record.NodeId, out var known))
        {
            _candidates[record.NodeId] = record.Sequence > known.Sequence ? record : known;
        }
        else if (_candidateOrder.Count < _settings.MaxCandidates)
        {
            _candidates.Add(record.NodeId, record);
            _candidateOrder.Enqueue(record.NodeId);
        }
    }

    private void PingCandidates(DateTimeOffset now)
    {
        while (CanPing && _candidateOrder.TryDequeue(out var next))
        {
            if (_candidates.Remove(next, out var record) && !IsAsked(next)
                && NodeContact.Of(record, _settings.ByIPv4, _settings.ByIPv6) is { } contact)
            {
                AskForLife(now, contact);
            }
        }
    }

    private void CheckMembers(DateTimeOffset now)
    {
        while (CanPing && _table.NextToCheck() is { } entry && entry.NextCheck <= now)
        {
            entry.NextCheck = now + _settings.PingRetry;
            AskForLife(now, entry.Contact);
        }
    }

    private void AskForLife(DateTimeOffset now, NodeContact contact)
    {
        _pings++;
        Ask(now, contact, id => new Ping(id, LocalRecord.Sequence), PendingPurpose.Liveness);
    }

    private bool IsAsked(NodeId node) => _pending.Exists(request => request.Peer.Node == node);

    /// <summary>
    /// Asks a node for its record where it says that it has a newer one, once at a time. Such words of strangers take at most half of the
    /// questions there may be, and leave the rest to what this node looks for itself.
    /// </summary>
    private void FetchNewer(DateTimeOffset now, NodeAt peer, ulong sequence, Enr? known, ReadOnlyMemory<byte> publicKey)
    {
        if (known is null ? sequence == 0 : sequence <= known.Sequence)
        {
            return;
        }

        if (publicKey.IsEmpty || _pending.Count >= _settings.MaxPending / 2
            || _pending.Exists(request => request.Purpose == PendingPurpose.Record && request.Peer == peer))
        {
            return;
        }

        var contact = new NodeContact(peer.Node, publicKey, peer.Endpoint, known);
        Ask(now, contact, static id => new FindNode(id, [0]), PendingPurpose.Record);
    }
}
