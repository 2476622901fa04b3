using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// A search for the nodes nearest to an id, or for those nearest of which a predicate holds. It asks the nearest ones heard of, a few at a
/// time, and ends when none of the k nearest is left to ask, enough were found, or its queries are used up.
/// </summary>
public sealed class Lookup
{
    private const int MaxHeardOf = 256;
    private const int MaxTries = 2;

    private readonly DiscoverySettings _settings;
    private readonly NodePredicate? _predicate;
    private readonly int _wanted;
    private readonly List<Place> _places = [];
    private readonly HashSet<NodeId> _heardOf = [];
    private readonly List<Enr> _found = [];
    private int _underWay;

    internal Lookup(long id, NodeId target, NodePredicate? predicate, int wanted, DiscoverySettings settings)
    {
        Id = id;
        Target = target;
        _predicate = predicate;
        _wanted = wanted;
        _settings = settings;
    }

    private enum State
    {
        New,
        Asked,
        Answered,
        Failed,
    }

    /// <summary>The number it was started under.</summary>
    public long Id { get; }

    /// <summary>What it searches near.</summary>
    public NodeId Target { get; }

    /// <summary>How many nodes it has asked.</summary>
    public int Asked { get; private set; }

    /// <summary>The distances to ask a node for: that of the target, and those beside it.</summary>
    public static IReadOnlyList<int> Distances(NodeId node, NodeId target)
    {
        var distance = node.LogDistance(target);
        var distances = new List<int> { distance };
        for (var step = 1; distances.Count < 3; step++)
        {
            if (distance + step <= NodeId.Bits)
            {
                distances.Add(distance + step);
            }

            if (distance - step > 0 && distances.Count < 3)
            {
                distances.Add(distance - step);
            }
        }

        return distances;
    }

    /// <summary>What was found: the nearest ones that answered, or the nearest ones of the predicate.</summary>
    public IReadOnlyList<Enr> Found() => _predicate is null
        ? [.. _places.Where(static place => place is { State: State.Answered, Contact.Record: not null })
            .Take(_wanted).Select(static place => place.Contact.Record!)]
        : [.. _found.Order(Comparer<Enr>.Create((a, b) => Target.CompareDistance(a.NodeId, b.NodeId))).Take(_wanted)];

    /// <summary>Whether nothing more is asked or awaited.</summary>
    internal bool IsOver() => (_predicate is not null && _found.Count >= _wanted) || (_underWay == 0 && Peek() is null);

    /// <summary>The node to ask next; null where enough are under way, or none is left.</summary>
    internal NodeContact? Next()
    {
        if (_underWay >= _settings.LookupParallelism || Peek() is not { } place)
        {
            return null;
        }

        place.State = State.Asked;
        place.Tries++;
        Asked++;
        _underWay++;
        return place.Contact;
    }

    /// <summary>Hears of a node, in a record or as a boot node.</summary>
    internal void Hear(NodeContact contact)
    {
        if (_heardOf.Count >= MaxHeardOf || !_heardOf.Add(contact.NodeId))
        {
            return;
        }

        var place = new Place(contact);
        var at = _places.FindIndex(other => Target.CompareDistance(contact.NodeId, other.Contact.NodeId) < 0);
        _places.Insert(at < 0 ? _places.Count : at, place);
        if (_predicate is not null && contact.Record is { } record && _predicate(record))
        {
            _found.Add(record);
        }
    }

    /// <summary>Notes that a node that was asked answered or did not.</summary>
    internal void Ended(NodeId node, bool answered)
    {
        if (_places.Find(place => place.Contact.NodeId == node) is { State: State.Asked } place)
        {
            // Four packets make a first request; one lost among them is no reason to pass a node over.
            place.State = answered ? State.Answered : place.Tries < MaxTries ? State.New : State.Failed;
            _underWay--;
        }
    }

    private Place? Peek()
    {
        if (Asked >= _settings.LookupQueries)
        {
            return null;
        }

        // A predicate's nodes may be anywhere: there the walk goes on outward until enough were found.
        var near = _predicate is null ? _settings.BucketSize : int.MaxValue;
        foreach (var place in _places)
        {
            if (place.State == State.New)
            {
                return place;
            }

            near -= place.State == State.Failed ? 0 : 1;
            if (near <= 0)
            {
                return null;
            }
        }

        return null;
    }

    private sealed class Place(NodeContact contact)
    {
        public NodeContact Contact { get; } = contact;

        public State State { get; set; }

        public int Tries { get; set; }
    }
}
