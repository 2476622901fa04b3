using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Requests and responses: asks peers for others of this node, answers peers from the view of the chain and storage, and exchanges `Status`
/// with each peer. Every question is answered once; where this actor fails or stops, as dropped.
/// </summary>
internal sealed partial class RequestsActor : ReceiveActor, IWithTimers
{
    private const string TickTimer = "tick";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly RequestSettings _settings;
    private readonly IActorRef _network;
    private readonly IActorRef _storage;
    private readonly IActorRef _chain;
    private readonly RequestIds _ids;
    private readonly IActorRef _columns;
    private readonly IActorRef _blobs;
    private readonly IActorRef _history;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly DateTimeOffset _start;
    private readonly OwnState _own;

    /// <summary>Builds the actor over other children of a node; ids and its own state outlive its restarts.</summary>
    public RequestsActor(RequestSettings settings, RequestRefs refs, RequestIds ids, OwnState own)
    {
        (_settings, _ids, _own) = (settings, ids, own);
        (_network, _storage, _chain, _columns, _blobs, _history) = refs;
        _start = Now;
        _upkeep = new PeerUpkeep(settings.PingInterval, settings.MetaDataPause, settings.PingsLost);
        Receive<AskPeer>(ask => OnAsk(ask, Sender));
        Receive<ChunkReceived>(OnChunk);
        Receive<ResponseEnded>(OnEnded);
        Receive<RequestReceived>(OnRequest);
        Receive<ChunkSent>(OnSent);
        Receive<RequestGone>(OnGone);
        Receive<StoredBlock>(OnStored);
        Receive<StoredRoot>(OnStored);
        Receive<StoredColumns>(OnStored);
        Receive<StoredBlobs>(OnStored);
        Receive<PastState>(OnStored);
        Receive<NoPastState>(none => OnState(none.Question, null));
        Receive<StorageFailed>(OnFailed);
        Receive<PeerAnswered>(OnOwnAnswer);
        Receive<UpkeepDue>(_ => KeepUp());
        Receive<PeerConnected>(connected => OnConnected(connected.Peer));
        Receive<PeerDisconnected>(gone => OnDisconnected(gone.Peer));
        Receive<ChainViewChanged>(changed => _own.View = changed.View);
        Receive<HistoryKept>(kept => _own.OldestBlock = kept.Oldest);
        Receive<InterestsChanged>(changed => _own.MetaData = changed.Interests.MetaData);
        Receive<SamplingChanged>(changed => _own.EarliestColumns = changed.EarliestAvailable);
        Receive<BlobsKept>(kept => _own.EarliestBlobs = kept.EarliestAvailable);
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<NetworkStarted>(_ => OnNetwork());
        Receive<FaultsChanged>(_faults.Take);
        Receive<Ticked>(_ => OnTick());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    private TimeSpan Elapsed => Now - _start;


    private Slot Slot => _settings.Schedule.SlotAtOrGenesis(Now);

    private ForkName Fork => _settings.Spec.ForkAtSlot(Slot);

    /// <summary>Describes the actor over other children of a node.</summary>
    public static Props Props(RequestSettings settings, RequestRefs refs)
    {
        var (ids, own) = (new RequestIds(), new OwnState());
        return Akka.Actor.Props.Create(() => new RequestsActor(settings, refs, ids, own));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(ChainViewChanged), typeof(SamplingChanged), typeof(SlotStarted), typeof(NetworkStarted), typeof(InterestsChanged),
            typeof(HistoryKept), typeof(BlobsKept),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        Context.System.EventStream.Publish(GetInterests.Instance);
        _faults.Listen();
        _chain.Tell(GetChainView.Instance);
        _storage.Tell(LoadHistory.Instance);
        _network.Tell(new RequestsOpened());
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        foreach (var question in _open.Values.Concat(_waiting.Values.SelectMany(static queue => queue)).ToArray())
        {
            question.Asker.Tell(question.End(PeerResult.Dropped, "requests were restarted"));
        }

        foreach (var serving in _serving.Values)
        {
            _network.Tell(new EndResponse(serving.Id));
        }
    }

    /// <summary>
    /// Begins anew with a network that was restarted: it says which peers there are, and answers to older questions are lost.
    /// </summary>
    private void OnNetwork()
    {
        foreach (var peer in _peers.ToArray())
        {
            OnDisconnected(peer);
        }

        _network.Tell(new RequestsOpened());
    }

    private Status TrueStatus()
    {
        var digest = _settings.Spec.ComputeForkDigest(_settings.GenesisValidatorsRoot, Slot / _settings.Spec.Preset.SlotsPerEpoch);
        var earliest = _own.EarliestAvailable;
        return _own.View?.Head is not { } head ? new Status { ForkDigest = digest, EarliestAvailableSlot = earliest } : new Status
        {
            ForkDigest = digest,
            FinalizedRoot = head.Finalized.Epoch == Consensoor.Spec.Constants.GenesisEpoch ? default : head.Finalized.Root,
            FinalizedEpoch = head.Finalized.Epoch,
            HeadRoot = head.Root,
            HeadSlot = head.Slot,
            EarliestAvailableSlot = earliest,
        };
    }

    private void OnSlot(Slot slot)
    {
        _buckets.Forget(Elapsed);
        Context.System.EventStream.Publish(
            new QueueStatus("requests/asked", _open.Count + _waiting.Values.Sum(static queue => queue.Count), QuestionBound, _refused));
        Context.System.EventStream.Publish(new QueueStatus("requests/serving", _serving.Count, _settings.Serving, _turnedAway));
        var perEpoch = _settings.Spec.Preset.SlotsPerEpoch;
        var (epoch, isFirst) = (slot / perEpoch, slot % perEpoch == 0);
        if (isFirst && (IsForkAt(epoch) || (epoch > 0 && IsForkAt(epoch - 1))))
        {
            // With a fork peers speak more, some of them only a little later.
            _versions.Clear();
            _upkeep.Renew(Now);
            KeepUp();
        }

        if (slot % (Slot)_settings.StatusIntervalSlots == 0 || (isFirst && IsForkAt(epoch)))
        {
            foreach (var peer in _peers)
            {
                AskStatus(peer);
            }
        }
    }

    private bool IsForkAt(Epoch epoch) => epoch > 0
        && _settings.Spec.ComputeForkDigest(_settings.GenesisValidatorsRoot, epoch)
            != _settings.Spec.ComputeForkDigest(_settings.GenesisValidatorsRoot, epoch - 1);

    /// <summary>Looks after deadlines and quotas, as long as there is anything under way.</summary>
    private void OnTick()
    {
        GiveUpQuestions();
        Serve();
        if (_open.Count == 0 && _serving.Count == 0)
        {
            Timers.Cancel(TickTimer);
        }
    }

    private void StartTicking()
    {
        if (!Timers.IsTimerActive(TickTimer))
        {
            _ticked = Now;
            Timers.StartPeriodicTimer(TickTimer, Ticked.Instance, Tick);
        }
    }

    private sealed record Ticked
    {
        public static Ticked Instance { get; } = new();
    }
}
