using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>
/// One lane: a bounded queue with its drop rule, a stream that makes batches of it and holds back while enough of them are under way, the conditions of each message,
/// their signatures (and KZG proofs) at the crypto workers, the verdicts. Messages about a block nobody has seen wait for it, bounded.
/// </summary>
internal sealed partial class LaneActor : ReceiveActor
{
    private readonly LaneSettings _settings;
    private readonly IngestionRefs _refs;
    private readonly Checker _checker;
    private readonly RequestIds _ids;
    private readonly LinkedList<LaneItem> _queue = [];
    private readonly EarlyQueue<(Root Root, bool Payload), LaneItem> _waiting;
    private int _peak;
    private readonly ISourceQueueWithComplete<LaneItem> _stream;
    private readonly ActorSystem _system = Context.System;
    private IGossipView? _view;
    private bool _isOffering;
    private Slot _slot;
    private ulong _dropped;

    public LaneActor(LaneSettings settings, IngestionRefs refs, Func<Checker> checker, RequestIds ids)
    {
        _settings = settings;
        _refs = refs;
        _checker = checker();
        _ids = ids;
        _waiting = new EarlyQueue<(Root, bool), LaneItem>(settings.Waiting);
        _stream = Akka.Streams.Dsl.Source.Queue<LaneItem>(settings.Batch, OverflowStrategy.Backpressure)
            .Via(Batches(settings))
            .ToMaterialized(Sink.ActorRefWithAck<LaneBatch>(Self, StreamStarted.Instance, StreamAck.Instance, StreamEnded.Instance, static fault => new StreamFailed(fault)), Keep.Left)
            .Run(Context.Materializer());
        Receive<GossipMessage>(OnMessage);
        Receive<Offered>(_ => OnOffered());
        Receive<StreamStarted>(_ => Sender.Tell(StreamAck.Instance));
        Receive<StreamEnded>(_ => throw new InvalidOperationException("the stream of a lane ended"));
        Receive<StreamFailed>(failed => throw new InvalidOperationException("the stream of a lane failed", failed.Cause));
        Receive<LaneBatch>(OnBatch);
        Receive<SignaturesVerified>(OnSignatures);
        Receive<SignaturesDropped>(OnDropped);
        Receive<DataColumnsVerified>(OnColumns);
        Receive<DataColumnsDropped>(OnDropped);
        Receive<ChainViewChanged>(OnView);
        Receive<SlotStarted>(OnSlot);
        Receive<ImportOutcome>(static _ => { });
    }

    public static Props Props(LaneSettings settings, IngestionRefs refs, Func<Checker> checker)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new LaneActor(settings, refs, checker, ids));
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ChainViewChanged));
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        _refs.Chain.Tell(GetChainView.Instance);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private static Flow<LaneItem, LaneBatch, Akka.NotUsed> Batches(LaneSettings settings) => settings.Batch == 1 || settings.Wait <= TimeSpan.Zero
        ? Flow.Create<LaneItem>().Select(static item => new LaneBatch([item]))
        : Flow.Create<LaneItem>().GroupedWithin(settings.Batch, settings.Wait).Select(static items => new LaneBatch([.. items]));

    private static void Settle(LaneItem item, GossipDecision decision, string? reason = null) => item.ReplyTo.Tell(new GossipVerdict(item.Message.Id, decision, reason));

    private void OnMessage(GossipMessage message)
    {
        var item = new LaneItem(message, Sender, _slot);
        if (_queue.Count >= _settings.Queue)
        {
            _dropped++;
            if (!_settings.DropsOldest)
            {
                Settle(item, GossipDecision.Ignore, $"{_settings.Name} is full");
                return;
            }

            Settle(_queue.First!.Value, GossipDecision.Ignore, $"{_settings.Name} is full");
            _queue.RemoveFirst();
        }

        _queue.AddLast(item);
        _peak = Math.Max(_peak, _queue.Count);
        Offer();
    }

    private void Offer()
    {
        if (_isOffering || _view is null || _queue.First is not { } first)
        {
            return;
        }

        _isOffering = true;
        _queue.RemoveFirst();
        _stream.OfferAsync(first.Value).PipeBack(_system, Self, static _ => Offered.Instance, static fault => new StreamFailed(fault));
    }

    private void OnOffered()
    {
        _isOffering = false;
        Offer();
    }

    private void OnView(ChainViewChanged changed)
    {
        _view = changed.View;
        foreach (var item in _waiting.TakeReady(key => _view.Find(key.Root) is { } block && (!key.Payload || block.Payload is not null)))
        {
            // They have waited long enough: ahead of what came since.
            _queue.AddFirst(item);
            _peak = Math.Max(_peak, _queue.Count);
        }

        Offer();
    }

    private void OnSlot(SlotStarted started)
    {
        _slot = started.Slot;
        var limit = _slot > (Slot)_settings.GiveUpSlots ? _slot - (Slot)_settings.GiveUpSlots : 0;
        foreach (var item in _waiting.TakeWhere(item => item.Since < limit))
        {
            Settle(item, GossipDecision.Ignore, "what it waited for did not come");
        }

        GiveUpChecks(limit);
        // What waited for a block may come back into a full queue.
        Context.System.EventStream.Publish(new QueueStatus($"ingestion/{_settings.Name}", _peak, _settings.Queue + _settings.Waiting, _dropped));
        Context.System.EventStream.Publish(new QueueStatus($"ingestion/{_settings.Name}/waiting", _waiting.Count, _waiting.Bound, _waiting.Dropped));
        // A batch makes two requests where some of it is our own.
        Context.System.EventStream.Publish(new QueueStatus($"ingestion/{_settings.Name}/checking", _checking.Count, 2 * _settings.Parallel, _unanswered));
        _peak = _queue.Count;
    }

    private sealed record Offered
    {
        public static Offered Instance { get; } = new();
    }

    private sealed record StreamStarted
    {
        public static StreamStarted Instance { get; } = new();
    }

    private sealed record StreamAck
    {
        public static StreamAck Instance { get; } = new();
    }

    private sealed record StreamEnded
    {
        public static StreamEnded Instance { get; } = new();
    }

    private sealed record StreamFailed(Exception Cause);
}
