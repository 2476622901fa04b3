using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Fetches the history before a checkpoint the node began with: carries messages between <see cref="Backfill"/>, peers, the pool of work
/// and storage. It stands still while the head is behind, and a restart goes on where storage has come to.
/// </summary>
internal sealed partial class BackfillActor : ReceiveActor, IWithTimers
{
    private const int SlotsBetweenLines = 8;
    private const int OwedShown = 16;

    private readonly ChainSpec _spec;
    private readonly BackfillRefs _refs;
    private readonly RequestIds _ids;
    private readonly Root _genesisValidatorsRoot;
    private readonly Backfill _history;
    private readonly SyncLedger _ledger = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IReadOnlyList<PeerInfo> _peers = [];
    private ChainView? _view;
    private Slot _clock;
    private bool _isLoaded;
    private bool _isRanging;
    private bool _wasDone = true;
    private (DateTimeOffset At, Slot Oldest)? _told;

    /// <summary>
    /// Builds the actor of a chain with its genesis block, which may not be known, over other children of the node; the ids go on over its
    /// restarts.
    /// </summary>
    public BackfillActor(
        BackfillSettings settings, ChainSpec spec, Root genesisValidatorsRoot, Root? genesis, BackfillRefs refs, RequestIds ids)
    {
        (_spec, _refs, _ids, _genesisValidatorsRoot) = (spec, refs, ids, genesisValidatorsRoot);
        _history = new Backfill(settings, spec, genesis) { RootAt = RootAt };
        _owed = new OwedPayloads(settings);
        Receive<HistoryKept>(OnKept);
        Receive<StorageFailed>(OnStorageFailed);
        Receive<PeerAnswered>(OnAnswer);
        Receive<SignaturesVerified>(done => OnVerified(done.RequestId, done.Valid));
        Receive<SignaturesDropped>(dropped => OnVerified(dropped.RequestId, null));
        Receive<ChainViewChanged>(changed => _view = changed.View);
        Receive<RangeSyncChanged>(changed => _isRanging = changed.IsRunning);
        Receive<PeerStatusReceived>(_ => AskForPeers());
        Receive<Peers>(OnPeers);
        Receive<SlotStarted>(OnSlot);
        Receive<Due>(_ => Advance());
        Receive<GetSyncWhy>(_ => Sender.Tell(Why()));
        Receive<StoredBlock>(OnOwedBlock);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes the actor of a chain over other children of the node.</summary>
    internal static Props Props(BackfillSettings settings, ChainSpec spec, Root genesisValidatorsRoot, Root? genesis, BackfillRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new BackfillActor(settings, spec, genesisValidatorsRoot, genesis, refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var followed in (Type[])
            [
                typeof(HistoryKept),
                typeof(ChainViewChanged),
                typeof(RangeSyncChanged),
                typeof(PeerStatusReceived),
                typeof(SlotStarted)
            ])
        {
            Context.System.EventStream.Subscribe(Self, followed);
        }

        // What sync has told before a restart of this actor.
        Context.System.EventStream.Publish(GetRangeSync.Instance);
        _refs.Storage.Tell(LoadHistory.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnKept(HistoryKept kept)
    {
        // What storage no longer lists was fetched, or went with its block.
        _owed.Drop(_keptOwed.Except(kept.Owed).ToArray());
        _keptOwed = kept.Owed;
        if (_isLoaded)
        {
            _history.OnKept(kept.Oldest, kept.Parent);
        }
        else
        {
            _isLoaded = true;
            _history.Begin(kept.Oldest, kept.Parent, kept.BuiltOn);
            _owed.Owe(kept.Owed);
            if (!_history.IsDone)
            {
                _wasDone = false;
                _log.Info("history before slot {0} is missing: it is fetched from peers beside the rest", kept.Oldest);
                AskForPeers();
            }
        }

        Advance();
    }

    private void OnAnswer(PeerAnswered answer)
    {
        _ledger.Close(answer, Now);
        if (_owed.Asks(answer.RequestId))
        {
            LookAt(_owed.Answer(answer));
        }
        else
        {
            Do(_history.Answer(answer, Now));
        }

        Advance();
    }

    private void OnVerified(ulong question, IReadOnlyList<bool>? valid)
    {
        if (_owedClaims.Remove(question, out var owed))
        {
            OnOwedVerified(owed.Root, owed.Envelope, valid);
            return;
        }

        Do(_history.Verified(question, valid, Now));
        Advance();
    }

    private void OnPeers(Peers peers)
    {
        _peers = peers.All;
        Advance();
    }

    private void OnSlot(SlotStarted started)
    {
        _clock = started.Slot;
        AskForPeers();
        if (_history.IsDone)
        {
            return;
        }

        if (started.Slot % SlotsBetweenLines == 0)
        {
            TellProgress();
        }
    }

    private void TellProgress()
    {
        var (now, oldest) = (Now, _history.Oldest);
        var pace = _told is { } told && now > told.At ? (told.Oldest - oldest) / (now - told.At).TotalSeconds : 0;
        _told = (now, oldest);
        _log.Info(
            "history: down to slot {0} of {1}{2}; {3}",
            oldest,
            _history.Floor,
            Pace.Text(pace, oldest - Math.Min(oldest, _history.Floor)),
            _isRanging ? "it waits for the head to catch up" : _history.Reason);
    }

    private void AskForPeers()
    {
        if (!_history.IsDone || _owed.Roots.Count > 0)
        {
            _refs.Network.Tell(GetPeers.Instance);
        }
    }

    /// <summary>Does what may be done now, and sets the timer for what comes next.</summary>
    private void Advance()
    {
        if (!_isLoaded || _view is null || _isRanging)
        {
            TellEnd();
            return;
        }

        Do(_history.Next(Math.Max(_clock, _view.CurrentSlot), Now, _peers, _ids.Next));
        if (_owed.Next(Now, _peers, _ids.Next) is { } owed)
        {
            Ask(owed);
        }

        TellEnd();
        if ((_history.NextDue is { } next && !(_owed.NextDue < next) ? next : _owed.NextDue) is { } due)
        {
            Timers.StartSingleTimer("due", Due.Instance, due > Now ? due - Now : TimeSpan.FromMilliseconds(10));
        }
    }

    private void TellEnd()
    {
        if (!_wasDone && _history.IsDone)
        {
            _wasDone = true;
            _log.Info("history: {0}", _history.Reason);
        }
    }

    private void Do(BackfillStep step)
    {
        foreach (var question in step.Questions)
        {
            Ask(question);
        }

        foreach (var (peer, offence, reason) in step.Offences)
        {
            Report(peer, offence, reason);
        }

        if (step.Verify is { Question: { } id } range)
        {
            Verify(id, range);
        }

        if (step.Keep is { } kept)
        {
            var (oldest, parent) = _history.AfterKeeping(kept);
            _owed.Owe(kept.Owed);
            _refs.Storage.Tell(new KeepHistory(oldest, parent, kept.Blocks, Backfill.EnvelopesOf(kept)) { Owed = [.. _owed.Roots] });
        }

        if (step.CompleteFrom is { } from)
        {
            _refs.Storage.Tell(new KeepHistory(from, _history.Wanted, [], []) { Owed = [.. _owed.Roots] });
        }
    }

    /// <summary>The root of the head's chain at a slot, where the head's state remembers it (`get_block_root_at_slot`).</summary>
    private Root? RootAt(Slot slot)
    {
        var state = _view?.Head.State;
        return state is not null && slot < state.Slot && state.Slot - slot <= _spec.Preset.SlotsPerHistoricalRoot
            ? state.BlockRoots[slot % _spec.Preset.SlotsPerHistoricalRoot]
            : null;
    }

    private void Report(string peer, PeerOffence offence, string reason)
    {
        _ledger.Refuse(peer, reason, Now);
        _log.Debug("{0} sent what does not hold: {1}", peer, reason);
        _refs.Network.Tell(new ReportPeer(peer, offence, reason));
    }

    private void Ask(Question question)
    {
        _ledger.Open(question, Now);
        _refs.Network.Tell(new AskPeer(question.Id, question.Peer, question.Request));
    }

    private SyncWhy Why() => new(
        "backfill",
        !_isLoaded || !_history.IsDone,
        !_isLoaded ? "storage is asked how far down it reaches"
            : _isRanging && !_history.IsDone ? "it waits for the head to catch up" : _history.Reason,
        _history.Oldest,
        _history.Floor,
        [
            .. _history.Ranges.Select(static range => new SyncItem($"slots {range.From} to {range.Last}", $"{range.Stage}", range.Peer)),
            .. _owed.Roots.Take(OwedShown).Select(root => new SyncItem($"envelope of {root}", "owed", _owed.GivenOf(root)?.Peer)),
        ],
        _ledger.Lines);

    private sealed record Due
    {
        public static Due Instance { get; } = new();
    }
}
