using Akka.Actor;

namespace Consensoor.Actors.Simulation.Network;

/// <content>Circuits between nodes: connections that carry bytes in order, over the same links.</content>
public sealed partial class SimulatedNetwork
{
    /// <summary>Bytes that the headers of a segment have, of IP and TCP.</summary>
    private const int HeaderBytes = 40;

    internal TimeSpan Elapsed => _world.Elapsed;

    /// <summary>
    /// Connects a node with another. The inbox of the other, as it is attached when the news arrives, is offered it; this one hears
    /// <see cref="CircuitMessages.Opened"/> or <see cref="CircuitMessages.Closed"/>, or nothing while the link is cut.
    /// </summary>
    public CircuitEnd Dial(string from, string to, IActorRef inbox) => CircuitEnd.Dial(this, from, to, inbox);

    internal IActorRef? InboxOf(string node) => _inboxes.GetValueOrDefault(node);

    internal bool CanPass(string from, string to) => CanReach(Link(from, to));

    internal IDisposable At(TimeSpan elapsed, Action action) =>
        _world.At(elapsed > _world.Elapsed ? elapsed : _world.Elapsed, action);

    internal void Later(string from, string to, Action action) => _world.After(ProfileOf(Link(from, to)).Latency, action);

    internal TimeSpan Plan(string from, string to, int bytes, TimeSpan retry)
    {
        var link = Link(from, to);
        return link.PlanInOrder(ProfileOf(link), _world.Elapsed, bytes + HeaderBytes, retry);
    }

    internal void Delivered(string from, string to)
    {
        var link = Link(from, to);
        link.Counters = link.Counters with { Delivered = link.Counters.Delivered + 1 };
    }
}
