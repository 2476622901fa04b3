using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Validators;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Stands for production and the network where validators work on another's node: each question is asked there, and each message given to
/// it, and answered once. Messages of a kind that come together go in one request, at most <see cref="Bound"/> wait: what is more is
/// answered as not sent. Keeps who made the last blocks, with their proofs and blobs, for their publication. A restart loses what is open,
/// which who asked reports as missed.
/// </summary>
internal sealed partial class RemoteNodeActor : ReceiveActor, IWithTimers
{
    /// <summary>Bounds the messages that wait to be sent.</summary>
    public const int Bound = 16_384;

    private const int MaxKept = 4;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(20);

    private readonly RemoteSettings _settings;
    private readonly IActorRef _nodes;
    private readonly IActorRef _owner;
    private readonly RemoteProduction _production;
    private readonly RemoteBlocks _blocks;
    private readonly RemotePublishing _publishing;
    private readonly SortedDictionary<Epoch, EpochPlan> _plans = [];
    private readonly Dictionary<Type, Dictionary<object, (IActorRef Asker, int Times)>> _waiting = [];
    private readonly List<RemoteKept> _kept = [];
    private IReadOnlyList<int> _order = [];
    private ProposerTable? _proposers;
    private int _count;

    /// <summary>Builds it over a client, and whom it speaks to; ids outlive its restarts.</summary>
    public RemoteNodeActor(RemoteSettings settings, BeaconClient client, RemoteDutyRefs refs, RequestIds ids)
    {
        (_settings, _nodes, _owner) = (settings, refs.Nodes, refs.Proposers);
        _requests = new SigningRequests(refs.Signing, ids);
        _production = new RemoteProduction(settings, client);
        _blocks = new RemoteBlocks(settings, client);
        _publishing = new RemotePublishing(settings, client);
        Receive<BeaconNodesRanked>(OnRanked);
        Receive<ProposersChanged>(changed => _proposers = changed.Table);
        Receive<EpochPlan>(OnPlan);
        Receive<ProposersHere>(static _ =>
        {
            // The node prepares by what it is told of validators.
        });
        Receive<IProductionQuestion>(OnQuestion);
        Receive<Made>(OnMade);
        Receive<Publish>(OnPublish);
        Receive<Flush>(flush => OnFlush(flush.Kind));
        Receive<Sent>(OnSent);
        Receive<SentTogether>(OnTogether);
        ReceiveBuilders();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes the actor.</summary>
    public static Props Props(RemoteSettings settings, BeaconClient client, RemoteDutyRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new RemoteNodeActor(settings, client, refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var type in (Type[])[typeof(BeaconNodesRanked), typeof(ProposersChanged), typeof(EpochPlan), typeof(SlotStarted)])
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        _owner.Tell(GetProposers.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnRanked(BeaconNodesRanked ranked)
    {
        _order = ranked.Order;
        if (!Timers.IsTimerActive(typeof(Register)))
        {
            OnRegisterTime();
        }
    }

    private void OnPlan(EpochPlan plan)
    {
        _plans[plan.Epoch] = plan;
        foreach (var old in _plans.Keys.Where(epoch => epoch + 2 < plan.Epoch).ToArray())
        {
            _plans.Remove(old);
        }
    }

    private void OnQuestion(IProductionQuestion question)
    {
        var asker = Sender;
        if (question is ProduceBlock block)
        {
            WithBuilders(block, terms => Answer(asker, block, _blocks.Make(_order, block, terms)));
        }
        else
        {
            Answer(asker, question, _production.Answer(_order, question));
        }
    }

    private void Answer(IActorRef asker, IProductionQuestion question, Task<RemoteMade> answer) => answer.PipeBack(
        Context.System,
        Self,
        made => new Made(asker, made),
        fault => new Made(asker, new RemoteMade(RemoteMade.Nothing(question, fault.Message), null, [])));

    private void OnMade(Made made)
    {
        Fail(made.What.Failed);
        if (made.What.Kept is { } kept)
        {
            if (_kept.Count == MaxKept)
            {
                _kept.RemoveAt(0);
            }

            _kept.Add(kept);
        }

        made.Asker.Tell(made.What.Answer);
    }

    private void OnPublish(Publish publish)
    {
        switch (publish.Message)
        {
            case SignedBeaconBlock block:
                var root = block.Message.HashTreeRoot(_settings.Spec.Ssz(_settings.Spec.ForkAtSlot(block.Message.Slot)));
                var made = Kept(root);
                Send(block, _publishing.Block(made?.First(_order) ?? _order, block, made), root);
                break;
            case SignedExecutionPayloadEnvelope envelope:
                var of = envelope.Message.BeaconBlockRoot;
                var shown = Kept(of);
                Send(envelope, _publishing.Envelope(shown?.First(_order) ?? _order, envelope, shown?.Contents), of);
                break;
            default:
                Collect(publish.Message);
                break;
        }
    }

    private RemoteKept? Kept(Root root) => _kept.Find(kept => kept.Root == root);

    private void Send(object message, Task<RemoteSending> sending, Root root)
    {
        var asker = Sender;
        sending.PipeBack(
            Context.System,
            Self,
            sent => new Sent(asker, message, root, sent),
            fault => new Sent(asker, message, root, new RemoteSending(fault.Message, false, [])));
    }

    private void OnSent(Sent sent)
    {
        Fail(sent.Sending.Failed);
        if (sent is { Message: SignedBeaconBlock block, Sending.IsImported: true })
        {
            // Whoever has a payload for it hears so.
            var state = DomainStates.At(_settings, block.Message.Slot);
            var now = Context.System.Scheduler.Now;
            Context.System.EventStream.Publish(
                new BlockImported(block, sent.Root, state, Source.Own.Instance, TimeSpan.Zero, now, IsOptimistic: false));
        }

        sent.Asker.Tell(Outcome(sent.Message, sent.Sending));
    }

    private void Collect(object message)
    {
        if (_count >= Bound)
        {
            Sender.Tell(new Published(message, GossipDecision.Ignore, $"{Bound} messages wait to be sent") { IsJudged = false });
            return;
        }

        var kind = message.GetType();
        if (!_waiting.TryGetValue(kind, out var waiting))
        {
            _waiting[kind] = waiting = new(ReferenceEqualityComparer.Instance);
            Timers.StartSingleTimer(kind, new Flush(kind), Together);
        }

        // One that goes to several subnets is one item, and is answered for each.
        _count++;
        waiting[message] = (Sender, waiting.TryGetValue(message, out var before) ? before.Times + 1 : 1);
    }

    private void OnFlush(Type kind)
    {
        if (!_waiting.Remove(kind, out var waiting))
        {
            return;
        }

        _count -= waiting.Values.Sum(static one => one.Times);
        var route = MessageRoute.Of(waiting.Keys.First());
        foreach (var same in waiting.Keys.GroupBy(message => _settings.Spec.ForkAtSlot(route.SlotOf(message))))
        {
            object[] messages = [.. same];
            var askers = Array.ConvertAll(messages, message => waiting[message]);
            _publishing.All(_order, messages, same.Key).PipeBack(
                Context.System,
                Self,
                sendings => new SentTogether(messages, askers, sendings),
                fault => new SentTogether(
                    messages, askers, [.. messages.Select(_ => new RemoteSending(fault.Message, false, []))]));
        }
    }

    private void OnTogether(SentTogether sent)
    {
        Fail(sent.Sendings[0].Failed);
        for (var index = 0; index < sent.Messages.Count; index++)
        {
            var (asker, times) = sent.Askers[index];
            for (var time = 0; time < times; time++)
            {
                asker.Tell(Outcome(sent.Messages[index], sent.Sendings[index]));
            }
        }
    }

    private static Published Outcome(object message, RemoteSending sending) => new(
        message,
        sending.Problem is null ? GossipDecision.Accept : GossipDecision.Reject,
        sending.Problem);

    private void Fail(IReadOnlyList<BeaconNodeFailed> failures)
    {
        foreach (var failed in failures)
        {
            _nodes.Tell(failed);
        }
    }

    private sealed record Made(IActorRef Asker, RemoteMade What);

    private sealed record Sent(IActorRef Asker, object Message, Root Root, RemoteSending Sending);

    private sealed record SentTogether(
        IReadOnlyList<object> Messages, IReadOnlyList<(IActorRef Asker, int Times)> Askers, IReadOnlyList<RemoteSending> Sendings);

    private sealed record Flush(Type Kind);
}
