using Akka.Actor;

namespace Consensoor.Actors.Simulation.Network;

/// <summary>
/// Carries messages between the nodes of a world with latency, jitter, loss, duplication, reordering, bandwidth and partitions, all from the
/// world's seed and all changeable while it runs. A plain object on the world's thread: actors may hold and call it.
/// </summary>
public sealed class SimulatedNetwork
{
    private readonly SimulatedWorld world;
    private readonly SortedDictionary<string, IActorRef> inboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), SimulatedLink> links = [];
    private readonly Dictionary<string, LinkProfile> nodeProfiles = [];
    private readonly Dictionary<string, int> sides = [];
    private LinkProfile defaultProfile;

    public SimulatedNetwork(SimulatedWorld world, LinkProfile? profile = null)
    {
        this.world = world;
        defaultProfile = (profile ?? LinkProfile.Default).Checked();
    }

    /// <summary>Writes every delivery and every loss into the world's event log, with the message's type and size.</summary>
    public bool LogsMessages { get; set; }

    /// <summary>Nodes that are attached, in ordinal order.</summary>
    public IReadOnlyCollection<string> Nodes => inboxes.Keys;

    public LinkCounters Totals => links.Values.Aggregate(default(LinkCounters), (sum, link) => sum + link.Counters);

    /// <summary>Connects a node; <see cref="NetworkDelivery"/> messages go to <paramref name="inbox"/>. What was sent to an earlier inbox never arrives.</summary>
    public void Attach(string node, IActorRef inbox) => inboxes[node] = inbox;

    public void Detach(string node) => inboxes.Remove(node);

    public LinkCounters Counters(string from, string to) => Link(from, to).Counters;

    /// <summary>The profile of links that have none of their own.</summary>
    public void SetDefault(LinkProfile profile) => defaultProfile = profile.Checked();

    /// <summary>The profile of every link from and to a node that has none of its own.</summary>
    public void SetNode(string node, LinkProfile profile) => nodeProfiles[node] = profile.Checked();

    /// <summary>The profile of one direction; null takes it back.</summary>
    public void SetLink(string from, string to, LinkProfile? profile) => Link(from, to).Profile = profile?.Checked();

    /// <summary>Cuts or mends both directions between two nodes.</summary>
    public void SetCut(string one, string other, bool cut)
    {
        Link(one, other).IsCut = cut;
        Link(other, one).IsCut = cut;
    }

    /// <summary>Lets only nodes of one group reach each other, also for what is under way; nodes named in no group form one of their own.</summary>
    public void Partition(params IReadOnlyList<IReadOnlyList<string>> groups)
    {
        sides.Clear();
        for (int side = 0; side < groups.Count; side++)
        {
            foreach (string node in groups[side])
                sides[node] = side + 1;
        }
    }

    public void Heal() => sides.Clear();

    /// <summary>Sends a message; <paramref name="bytes"/> is its size on the wire, which only bandwidth and counters use.</summary>
    public void Send(string from, string to, object message, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        SimulatedLink link = Link(from, to);
        (TimeSpan? arrival, TimeSpan? duplicate) = link.Plan(ProfileOf(link), world.Elapsed, bytes);
        if (arrival is null)
        {
            Report(from, message, bytes, "lost to", to);
            return;
        }
        if (!inboxes.TryGetValue(to, out IActorRef? inbox) || !CanReach(link))
        {
            LoseToCut(link, message, bytes);
            return;
        }
        var delivery = new NetworkDelivery(from, message, bytes);
        world.At(arrival.Value, () => Deliver(link, inbox, delivery));
        if (duplicate is { } again)
            world.At(again, () => Deliver(link, inbox, delivery));
    }

    /// <summary>Sends to every other attached node.</summary>
    public void Broadcast(string from, object message, int bytes)
    {
        foreach (string to in inboxes.Keys)
        {
            if (to != from)
                Send(from, to, message, bytes);
        }
    }

    private void Deliver(SimulatedLink link, IActorRef inbox, NetworkDelivery delivery)
    {
        if (!CanReach(link) || !inboxes.TryGetValue(link.To, out IActorRef? present) || !present.Equals(inbox))
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
            world.Record(node, $"{what} {other}: {message.GetType().Name}, {bytes} bytes");
    }

    private bool CanReach(SimulatedLink link) =>
        !link.IsCut && sides.GetValueOrDefault(link.From) == sides.GetValueOrDefault(link.To);

    private LinkProfile ProfileOf(SimulatedLink link) =>
        link.Profile
        ?? (nodeProfiles.TryGetValue(link.From, out LinkProfile? profile) || nodeProfiles.TryGetValue(link.To, out profile)
            ? profile
            : defaultProfile);

    private SimulatedLink Link(string from, string to)
    {
        if (!links.TryGetValue((from, to), out SimulatedLink? link))
            links[(from, to)] = link = new SimulatedLink(from, to, world.Random($"link {from} > {to}"));
        return link;
    }
}
