using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Api;

/// <summary>
/// Publishes what callers of the Beacon API give, by way of the network actor, which judges it first, and answers each of them once. Holds
/// at most <paramref name="bound"/> messages whose verdict is open: what does not fit beside them is answered at once as not sent. A
/// verdict that does not come within two slots counts as none. A restart forgets who waits, who is told so by the deadline of the API.
/// </summary>
public sealed class ApiPublisher : ReceiveActor, IWithTimers
{
    /// <summary>Names the actor below /user.</summary>
    public const string Name = "publisher";

    private readonly ChainSpec _spec;
    private readonly SlotSchedule _schedule;
    private readonly PublisherRefs _refs;
    private readonly int _bound;
    private readonly Dictionary<object, (Batch Batch, int Index)> _open = new(ReferenceEqualityComparer.Instance);
    private ulong _refused;

    /// <summary>Builds a publisher with room for so many open messages.</summary>
    public ApiPublisher(ChainSpec spec, SlotSchedule schedule, PublisherRefs refs, int bound)
    {
        (_spec, _schedule, _refs, _bound) = (spec, schedule, refs, bound);
        Receive<PublishTogether>(OnTogether);
        Receive<PublishAndImport>(OnImport);
        Receive<Published>(OnPublished);
        Receive<BatchOver>(over => OnOver(over.Batch));
        Receive<SlotStarted>(_ => Context.System.EventStream.Publish(new QueueStatus("api/publications", _open.Count, _bound, _refused)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes a publisher.</summary>
    public static Props Props(ChainSpec spec, SlotSchedule schedule, PublisherRefs refs, int bound) =>
        Akka.Actor.Props.Create(() => new ApiPublisher(spec, schedule, refs, bound));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnTogether(PublishTogether ask)
    {
        if (_open.Count + ask.Messages.Count > _bound)
        {
            _refused += (ulong)ask.Messages.Count;
            var reason = $"{_open.Count} messages wait for their verdicts already (http.publications)";
            Sender.Tell(new PublishedTogether([]) { Overload = reason });
            return;
        }

        var batch = new Batch(Sender, ask.Messages);
        foreach (var (index, publish) in ask.Messages.Index())
        {
            _open.Add(publish.Message, (batch, index));
            _refs.Network.Tell(publish, Self);
        }

        if (ask.Messages.Count == 0)
        {
            Sender.Tell(new PublishedTogether([]));
            return;
        }

        Timers.StartSingleTimer(batch, new BatchOver(batch), 2 * _schedule.DurationOf(Now));
    }

    private void OnPublished(Published published)
    {
        if (_open.Remove(published.Message, out var waiting))
        {
            waiting.Batch.Outcomes[waiting.Index] = published;
            if (--waiting.Batch.Remaining == 0)
            {
                Timers.Cancel(waiting.Batch);
                waiting.Batch.Answer();
            }
        }
    }

    private void OnOver(Batch batch)
    {
        foreach (var (index, publish) in batch.Messages.Index())
        {
            if (_open.Remove(publish.Message))
            {
                var reason = "its verdict did not come in time";
                batch.Outcomes[index] = new Published(publish.Message, GossipDecision.Ignore, reason) { IsJudged = false };
            }
        }

        batch.Answer();
    }

    private void OnImport(PublishAndImport ask)
    {
        if (Context.GetChildren().Count() >= Publication.Most)
        {
            _refused++;
            Sender.Tell(new PublicationEnded(
                ask.Root, PublicationEnd.Unavailable, $"{Publication.Most} blocks and payloads are being published already"));
            return;
        }

        Context.ActorOf(Publication.Props(_spec, _refs, ask, Sender, 2 * _schedule.DurationOf(Now)));
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    private Slot Now => _schedule.SlotAtOrGenesis(Context.System.Scheduler.Now);

    private sealed class Batch(IActorRef asker, IReadOnlyList<Publish> messages)
    {
        public IReadOnlyList<Publish> Messages => messages;

        public Published[] Outcomes { get; } = new Published[messages.Count];

        public int Remaining { get; set; } = messages.Count;

        public void Answer() => asker.Tell(new PublishedTogether(Outcomes));
    }

    private sealed record BatchOver(Batch Batch);
}
