using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Table;

/// <summary>
/// The k-buckets of discv5, one a distance. Only nodes that answered at their record's address come in. A full bucket keeps newcomers as
/// replacements (the oldest of them goes); a member that fails too often makes room. A network has a bounded share of bucket and table.
/// </summary>
public sealed class RoutingTable
{
    private readonly NodeId _self;
    private readonly DiscoverySettings _settings;
    private readonly NodeBucket[] _buckets = new NodeBucket[NodeId.Bits + 1];
    private readonly List<NodeEntry> _members = [];
    private readonly Dictionary<NetworkPrefix, int> _networks = [];

    /// <summary>An empty table around a node.</summary>
    public RoutingTable(NodeId self, DiscoverySettings settings)
    {
        _self = self;
        _settings = settings;
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] = new NodeBucket();
        }
    }

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>The members.</summary>
    public IReadOnlyList<NodeEntry> Members => _members;

    /// <summary>The member of an id; null where it is none.</summary>
    public NodeEntry? Find(NodeId node) => BucketOf(node).Member(node);

    /// <summary>The members at a distance, at most k.</summary>
    public IReadOnlyList<NodeEntry> AtDistance(int distance) => _buckets[distance].Members;

    /// <summary>The members nearest to a target, nearest first.</summary>
    public List<NodeEntry> Nearest(NodeId target, int count)
    {
        var all = new List<NodeEntry>(_members);
        all.Sort((one, two) => target.CompareDistance(one.Record.NodeId, two.Record.NodeId));
        return all.Count > count ? all[..count] : all;
    }

    /// <summary>
    /// Takes in a node that has just answered at its record's address, or notes that a member did. True where it became a member. Only a
    /// PONG puts off the next PING, since only a PONG says which record the node has.
    /// </summary>
    public bool Answered(DateTimeOffset now, NodeContact contact, bool byPong)
    {
        if (contact.Record is not { } record || record.NodeId == _self)
        {
            return false;
        }

        var bucket = BucketOf(record.NodeId);
        if (bucket.Member(record.NodeId) is { } member)
        {
            bucket.Members.Remove(member);
            bucket.Members.Add(member);
            member.NextCheck = byPong ? now + _settings.PingInterval : member.NextCheck;
            member.Failures = 0;
            return false;
        }

        var entry = new NodeEntry(record, contact) { NextCheck = now + _settings.PingInterval };
        if (bucket.Members.Count < _settings.BucketSize && HasRoom(bucket, entry))
        {
            bucket.Replacements.RemoveAll(old => old.Record.NodeId == record.NodeId);
            Join(bucket, entry);
            return true;
        }

        bucket.Replacements.RemoveAll(old => old.Record.NodeId == record.NodeId);
        bucket.Replacements.Add(entry);
        if (bucket.Replacements.Count > _settings.ReplacementSize)
        {
            bucket.Replacements.RemoveAt(0);
        }

        return false;
    }

    /// <summary>
    /// Notes that a member left a request unanswered; gives the member that is removed for it, and the one that takes its place.
    /// </summary>
    public (NodeEntry? Removed, NodeEntry? Joined) Failed(DateTimeOffset now, NodeId node)
    {
        var bucket = BucketOf(node);
        bucket.Replacements.RemoveAll(entry => entry.Record.NodeId == node);
        if (bucket.Member(node) is not { } member)
        {
            return default;
        }

        member.Failures++;
        member.NextCheck = now + _settings.PingRetry;
        return member.Failures < _settings.MaxFailures ? default : (member, Replace(now, bucket, member));
    }

    /// <summary>Removes a node for what it did, from members and replacements; gives what <see cref="Failed"/> gives.</summary>
    public (NodeEntry? Removed, NodeEntry? Joined) Remove(DateTimeOffset now, NodeId node)
    {
        var bucket = BucketOf(node);
        bucket.Replacements.RemoveAll(entry => entry.Record.NodeId == node);
        return bucket.Member(node) is { } member ? (member, Replace(now, bucket, member)) : default;
    }

    /// <summary>Tells whether a node that is heard of is to be asked for a sign of life: it is not here, and there is room.</summary>
    public bool HasUseFor(NodeId node)
    {
        var bucket = BucketOf(node);
        return bucket.Member(node) is null && bucket.Replacement(node) is null
            && (bucket.Members.Count < _settings.BucketSize || bucket.Replacements.Count < _settings.ReplacementSize);
    }

    /// <summary>
    /// Takes a newer record of a member. False where the sequence number is not higher. A member whose record has no address any more is
    /// removed; one with another address must answer there at once.
    /// </summary>
    public bool Update(DateTimeOffset now, Enr record)
    {
        var bucket = BucketOf(record.NodeId);
        if ((bucket.Member(record.NodeId) ?? bucket.Replacement(record.NodeId)) is not { } entry
            || record.Sequence <= entry.Record.Sequence)
        {
            return false;
        }

        var contact = NodeContact.Of(record, _settings.ByIPv4, _settings.ByIPv6);
        if (contact is null)
        {
            bucket.Replacements.Remove(entry);
            if (bucket.Members.Contains(entry))
            {
                Replace(now, bucket, entry);
            }

            return true;
        }

        if (!contact.Endpoint.Equals(entry.Contact.Endpoint))
        {
            entry.NextCheck = now;
            entry.Failures = _settings.MaxFailures - 1;
        }

        if (bucket.Members.Contains(entry))
        {
            CountNetwork(entry, -1);
            entry.Network = NetworkPrefix.Of(contact.Endpoint.Address);
            CountNetwork(entry, 1);
        }

        entry.Record = record;
        entry.Contact = contact;
        return true;
    }

    /// <summary>The member that is to be asked for a sign of life first; null in an empty table.</summary>
    public NodeEntry? NextToCheck() => _members.MinBy(static entry => entry.NextCheck);

    private NodeBucket BucketOf(NodeId node) => _buckets[_self.LogDistance(node)];

    private NodeEntry? Replace(DateTimeOffset now, NodeBucket bucket, NodeEntry member)
    {
        bucket.Members.Remove(member);
        _members.Remove(member);
        CountNetwork(member, -1);
        for (var i = bucket.Replacements.Count - 1; i >= 0; i--)
        {
            var next = bucket.Replacements[i];
            if (HasRoom(bucket, next))
            {
                bucket.Replacements.RemoveAt(i);
                next.NextCheck = now;
                Join(bucket, next);
                return next;
            }
        }

        return null;
    }

    private void Join(NodeBucket bucket, NodeEntry entry)
    {
        bucket.Members.Add(entry);
        _members.Add(entry);
        CountNetwork(entry, 1);
    }

    private bool HasRoom(NodeBucket bucket, NodeEntry entry) =>
        _settings.MaxPerNetworkInTable == 0
        || (_networks.GetValueOrDefault(entry.Network) < _settings.MaxPerNetworkInTable
            && bucket.Members.Count(other => other.Network == entry.Network) < _settings.MaxPerNetworkInBucket);

    private void CountNetwork(NodeEntry entry, int change)
    {
        var count = _networks.GetValueOrDefault(entry.Network) + change;
        if (count == 0)
        {
            _networks.Remove(entry.Network);
        }
        else
        {
            _networks[entry.Network] = count;
        }
    }
}
