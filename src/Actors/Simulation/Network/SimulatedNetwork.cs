using Akka.Actor;

namespace Consensoor.Actors.Simulation.Network;

/// <summary>
/// Carries messages between the nodes of a world with latency, jitter, loss, duplication, reordering, bandwidth and partitions, all from
/// the world's seed and all changeable while it runs. A plain object on the world's thread: actors may hold and call it.
/// </summary>
public sealed partial class SimulatedNetwork
{
    private readonly SimulatedWorld _world;
    private readonly SortedDictionary<string, IActorRef> _inboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), SimulatedLink> _links = [];
    private readonly Dictionary<string, LinkProfile> _nodeProfiles = [];
    private readonly Dictionary<string, int> _sides = [];
    private LinkProfile _defaultProfile;

    /// <summary>A network in a world, whose links behave alike unless told otherwise.</summary>
    public SimulatedNetwork(SimulatedWorld world, LinkProfile? profile = null)
    {
        _world = world;
        _defaultProfile = (profile ?? LinkProfile.Default).Checked();
    }

    /// <summary>Writes every delivery and every loss into the world's event log, with the message's type and size.</summary>
    public bool LogsMessages { get; set; }

    /// <summary>Nodes that are attached, in ordinal order.</summary>
    public IReadOnlyCollection<string> Nodes => _inboxes.Keys;

    /// <summary>The counters of all links together.</summary>
    public LinkCounters Totals => _links.Values.Aggregate(default(LinkCounters), (sum, link) => sum + link.Counters);

    /// <summary>
    /// Connects a node; <see cref="NetworkDelivery"/> messages go to <paramref name="inbox"/>. What was sent to an earlier inbox never
    /// arrives.
    /// </summary>
    public void Attach(string node, IActorRef inbox) => _inboxes[node] = inbox;

    /// <summary>Disconnects a node: nothing reaches it any more.</summary>
    public void Detach(string node) => _inboxes.Remove(node);

    /// <summary>What became of the messages from one node to another.</summary>
    public LinkCounters Counters(string from, string to) => Link(from, to).Counters;

    /// <summary>The profile of links that have none of their own.</summary>
    public void SetDefault(LinkProfile profile) => _defaultProfile = profile.Checked();

    /// <summary>The profile of every link from and to a node that has none of its own.</summary>
    public void SetNode(string node, LinkProfile profile) => _nodeProfiles[node] = profile.Checked();

    /// <summary>The profile of one direction; null takes it back.</summary>
    public void SetLink(string from, string to, LinkProfile? profile) => Link(from, to).Profile = profile?.Checked();

    /// <summary>Cuts or mends both directions between two nodes.</summary>
    public void SetCut(string one, string other, bool cut)
    {
        Link(one, other).IsCut = cut;
        Link(other, one).IsCut = cut;
    }

    /// <summary>
    /// Lets only nodes of one group reach each other, also for what is under way; nodes named in no group form one of their own.
    /// </summary>
    public void Partition(params IReadOnlyList<IReadOnlyList<string>> groups)
    {
        _sides.Clear();
        for (var side = 0; side < groups.Count; side++)
        {
            foreach (var node in groups[side])
            {
                _sides[node] = side + 1;
            }
        }
    }

    /// <summary>Ends a partition.</summary>
    public void Heal() => _sides.Clear();

    /// <summary>Sends a message; <paramref name="bytes"/> is its size on the wire, which only bandwidth and counters use.</summary>
    public void Send(string from, string to, object message, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var link = Link(from, to);
        var (arrival, duplicate) = link.Plan(ProfileOf(link), _world.Elapsed, bytes);
        if (arrival is null)
        {
            Report(from, message, bytes, "lost to", to);
            return;
        }

        if (!_inboxes.TryGetValue(to, out var inbox) || !CanReach(link))
        {
            LoseToCut(link, message, bytes);
            return;
        }

        var delivery = new NetworkDelivery(from, message, bytes);
        _world.At(arrival.Value, () => Deliver(link, inbox, delivery));
        if (duplicate is { } again)
        {
            _world.At(again, () => Deliver(link, inbox, delivery));
        }
    }

    /// <summary>Sends to every other attached node.</summary>
    public void Broadcast(string from, object message, int bytes)
    {
        foreach (var to in _inboxes.Keys)
        {
            if (to != from)
            {
                Send(from, to, message, bytes);
            }
        }
    }

    private void Deliver(SimulatedLink link, IActorRef inbox, NetworkDelivery delivery)
    {
        if (!CanReach(link) || !_inboxes.TryGetValue(link.To, out var present) || !present.Equals(inbox))
        {
            LoseToCut(link, delivery.Message, delivery.Bytes);
            return;
        }

        link.Counters = link.Counters with { Delivered = link.Counters.Delivered + 1 };
        Report(link.To, delivery.Message, delivery.Bytes, "received from", link.From);
        inbox.Tell(delivery, ActorRefs.NoSender);
    }

    private void LoseToCut(SimulatedLink link, object message, int bytes)
    {
        link.Counters = link.Counters with { Cut = link.Counters.Cut + 1 };
        Report(link.From, message, bytes, "cut off from", link.To);
    }

    private void Report(string node, object message, int bytes, string what, string other)
    {
        if (LogsMessages)
        {
            _world.Record(node, $"{what} {other}: {message.GetType().Name}, {bytes} bytes");
        }
    }

    private bool CanReach(SimulatedLink link) =>
        !link.IsCut && _sides.GetValueOrDefault(link.From) == _sides.GetValueOrDefault(link.To);

    private LinkProfile ProfileOf(SimulatedLink link) =>
        link.Profile
        ?? (_nodeProfiles.TryGetValue(link.From, out var profile) || _nodeProfiles.TryGetValue(link.To, out profile)
            ? profile
            : _defaultProfile);

    private SimulatedLink Link(string from, string to)
    {
        if (!_links.TryGetValue((from, to), out var link))
        {
            _links[(from, to)] = link = new SimulatedLink(from, to, _world.Random($"link {from} > {to}"));
        }

        return link;
    }
}
