using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Fetches what the chain misses (<see cref="IMissing"/>) and catches up with peers that are ahead: carries messages to and from
/// <see cref="WantList"/> and <see cref="RangeSync"/>. A restart forgets what was wanted; the chain says again what it misses.
/// </summary>
public sealed partial class SyncActor : ReceiveActor, IWithTimers
{
    private readonly SyncSettings _settings;
    private readonly ChainSpec _spec;
    private readonly IActorRef _chain;
    private readonly IActorRef _network;
    private readonly RequestIds _ids;
    private readonly IReadOnlyDictionary<WantKind, IActorRef> _relays;
    private readonly WantList _wants;
    private readonly RangeSync _range;
    private readonly SyncLedger _ledger = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ChainPosition? _position;
    private Slot _clock;
    private IReadOnlyList<PeerInfo> _peers = [];
    private bool _isRanging;

    /// <summary>Builds sync between a chain and a network; the ids go on over its restarts.</summary>
    public SyncActor(SyncSettings settings, ChainSpec spec, IActorRef chain, IActorRef network, RequestIds ids)
    {
        _settings = settings;
        _spec = spec;
        _chain = chain;
        _network = network;
        _ids = ids;
        var columns = new PeerColumns(spec);
        _wants = new WantList(settings, columns.Of);
        _range = new RangeSync(settings, spec, columns.Of);
        _relays = Enum.GetValues<WantKind>().ToDictionary(
            static kind => kind, kind => Context.ActorOf(OutcomeRelay.Props(kind), kind.ToString().ToLowerInvariant()));
        Receive<IMissing>(OnMissing);
        Receive<PeerAnswered>(OnAnswer);
        Receive<OutcomeRelay.Imported>(OnImported);
        Receive<BlockImported>(OnBlock);
        Receive<SamplingChanged>(changed => _range.Sampled = changed.Custody.Sampled);
        Receive<PayloadImported>(OnPayload);
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<SlotStarted>(OnSlot);
        Receive<PeerStatusReceived>(_ => _network.Tell(GetPeers.Instance));
        Receive<PeerMetaDataReceived>(_ => _network.Tell(GetPeers.Instance));
        Receive<Peers>(OnPeers);
        Receive<Due>(_ => Advance());
        Receive<GetSyncWhy>(_ => Sender.Tell(Why()));
        Receive<GetRangeSync>(_ => TellAgain());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Makes sync between a chain and a network.</summary>
    public static Props Props(SyncSettings settings, ChainSpec spec, IActorRef chain, IActorRef network)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new SyncActor(settings, spec, chain, network, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var followed in (Type[])
            [
                typeof(IMissing),
                typeof(BlockImported),
                typeof(PayloadImported),
                typeof(SamplingChanged),
                typeof(ChainViewChanged),
                typeof(SlotStarted),
                typeof(PeerStatusReceived),
                typeof(PeerMetaDataReceived),
                typeof(GetRangeSync)
            ])
        {
            Context.System.EventStream.Subscribe(Self, followed);
        }

        _network.Tell(GetPeers.Instance);
        _chain.Tell(GetChainView.Instance);
        _chain.Tell(GetMissing.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        if (_isRanging)
        {
            // Who waits for its end would wait for ever: the next one tells a new beginning.
            Context.System.EventStream.Publish(new RangeSyncChanged(false, _position?.Head ?? 0, _clock, "sync was stopped"));
        }
    }

    private void OnAnswer(PeerAnswered answer)
    {
        _ledger.Close(answer, Now);
        if (_wants.KeyOf(answer.RequestId) is { } key)
        {
            OnWanted(key, answer);
        }
        else
        {
            Do(_range.Answer(answer, Now));
        }

        Advance();
    }

    private void OnBlock(BlockImported imported)
    {
        _wants.Found(new WantKey(WantKind.Block, imported.Root));
        if (_spec.ForkAtSlot(imported.Block.Message.Slot) < ForkName.Gloas)
        {
            // From gloas on columns belong to the payload.
            _wants.Found(new WantKey(WantKind.Columns, imported.Root));
            _wants.Found(new WantKey(WantKind.Blobs, imported.Root));
        }

        Advance();
    }

    private void OnPayload(PayloadImported imported)
    {
        var root = imported.Envelope.Message.BeaconBlockRoot;
        _wants.Found(new WantKey(WantKind.Envelope, root));
        _wants.Found(new WantKey(WantKind.Columns, root));
        Advance();
    }

    private void OnView(ChainView view)
    {
        _clock = Math.Max(_clock, view.CurrentSlot);
        var finalized = Misc.ComputeStartSlotAtEpoch(_spec.Preset, view.FinalizedCheckpoint.Epoch);
        _position = new ChainPosition(view.Head.Slot, _clock, finalized);
        Advance();
    }

    private void OnSlot(SlotStarted started)
    {
        _clock = started.Slot;
        _position = _position is { } position ? position with { Clock = _clock } : null;
        _network.Tell(GetPeers.Instance);
        Context.System.EventStream.Publish(new QueueStatus("sync/wants", _wants.Count, _settings.Wants, _wants.Dropped));
    }

    private void OnPeers(Peers peers)
    {
        var known = _peers.ToDictionary(static peer => peer.Peer, static peer => peer.MetaData, StringComparer.Ordinal);
        _wants.Wake([.. peers.All.Where(peer => !known.TryGetValue(peer.Peer, out var before) || before != peer.MetaData)], Now);
        _wants.Keep(peers.All);
        _peers = peers.All;
        Advance();
    }

    private void Penalize(string peer, PeerOffence offence, string reason)
    {
        _log.Debug("{0} sent what does not hold: {1}", peer, reason);
        _ledger.Refuse(peer, reason, Now);
        _network.Tell(new ReportPeer(peer, offence, reason));
    }

    /// <summary>Asks what may be asked, tells what ended, and sets the timer for what comes next.</summary>
    private void Advance()
    {
        var now = Now;
        while (_position is { } position && _range.Next(position, now, _peers, NextId) is { } question)
        {
            Ask(question);
        }

        if (_range.TakeReady() is { } ready)
        {
            Import(ready);
        }

        foreach (var wanted in _wants.Next(now, _peers, NextId))
        {
            Ask(wanted);
        }

        foreach (var end in _wants.TakeEnded())
        {
            Context.System.EventStream.Publish(new FetchEnded(end.Key.Kind.ToString(), end.Key.Root, end.IsFound, end.Reason));
            if (!end.IsFound)
            {
                var hint = end.Key.Kind == WantKind.Columns ? "; a peer that keeps them is needed, as a supernode does" : "";
                _log.Info("{0} of {1} not found: {2}{3}", end.Key.Kind, end.Key.Root, end.Reason, hint);
            }

            foreach (var inventor in end.Inventors)
            {
                // It passed on what stands on this block, so that it has seen it, if there is one.
                Penalize(inventor, PeerOffence.Unhelpful, $"it named {end.Key.Kind} of {end.Key.Root}, which neither it nor anybody has");
            }
        }

        if (_isRanging != _range.IsRunning)
        {
            TellRange();
        }

        if ((_wants.NextDue is { } due && !(_range.NextDue < due) ? due : _range.NextDue) is { } at)
        {
            Timers.StartSingleTimer("due", Due.Instance, at > now ? at - now : TimeSpan.FromMilliseconds(1));
        }
    }

    private void Ask(Question question)
    {
        _ledger.Open(question, Now);
        _network.Tell(new AskPeer(question.Id, question.Peer, question.Request));
    }

    private ulong NextId() => _ids.Next();

    private sealed record Due
    {
        public static Due Instance { get; } = new();
    }
}
