using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Fetches the history before a checkpoint the node began with: carries messages between <see cref="Backfill"/>, peers, the pool of work
/// and storage. It stands still while the head is behind, and a restart goes on where storage has come to.
/// </summary>
internal sealed class BackfillActor : ReceiveActor, IWithTimers
{
    private const int SlotsBetweenLines = 8;

    private readonly ChainSpec _spec;
    private readonly BackfillRefs _refs;
    private readonly Root _genesisValidatorsRoot;
    private readonly Backfill _history;
    private readonly SyncLedger _ledger = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IReadOnlyList<PeerInfo> _peers = [];
    private ChainView? _view;
    private Slot _clock;
    private ulong _questions;
    private bool _isLoaded;
    private bool _isRanging;
    private bool _wasDone = true;
    private (DateTimeOffset At, Slot Oldest)? _told;

    /// <summary>Builds the actor of a chain with its genesis block, which may not be known, over other children of the node.</summary>
    public BackfillActor(BackfillSettings settings, ChainSpec spec, Root genesisValidatorsRoot, Root? genesis, BackfillRefs refs)
    {
        (_spec, _refs, _genesisValidatorsRoot) = (spec, refs, genesisValidatorsRoot);
        _history = new Backfill(settings, spec, genesis);
        Receive<HistoryKept>(OnKept);
        Receive<StorageFailed>(
            failed => Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), _refs.Storage, failed.Question, Self));
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
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes the actor of a chain over other children of the node.</summary>
    internal static Props Props(BackfillSettings settings, ChainSpec spec, Root genesisValidatorsRoot, Root? genesis, BackfillRefs refs) =>
        Akka.Actor.Props.Create(() => new BackfillActor(settings, spec, genesisValidatorsRoot, genesis, refs));

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

        _refs.Storage.Tell(LoadHistory.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnKept(HistoryKept kept)
    {
        if (_isLoaded)
        {
            _history.OnKept(kept.Oldest, kept.Parent);
        }
        else
        {
            _isLoaded = true;
            _history.Begin(kept.Oldest, kept.Parent);
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
        Do(_history.Answer(answer, Now));
        Advance();
    }

    private void OnVerified(ulong question, IReadOnlyList<bool>? valid)
    {
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
        if (_history.IsDone)
        {
            return;
        }

        AskForPeers();
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
        if (!_history.IsDone)
        {
            _refs.Network.Tell(GetPeers.Instance);
        }
    }

    /// <summary>Does what may be done now, and sets the timer for what comes next.</summary>
    private void Advance()
    {
        if (!_isLoaded || _view is null || _isRanging || _history.IsDone)
        {
            TellEnd();
            return;
        }

        Do(_history.Next(Math.Max(_clock, _view.CurrentSlot), Now, _peers, () => ++_questions));
        TellEnd();
        if (_history.NextDue is { } due)
        {
            Timers.StartSingleTimer("due", Due.Instance, due > Now ? due - Now : TimeSpan.FromMilliseconds(10));
        }
    }

    private void TellEnd()
    {
        if (!_wasDone && _history.IsDone)
        {
            _wasDone = true;
            Timers.Cancel("due");
            _log.Info("history: {0}", _history.Reason);
        }
    }

    private void Do(BackfillStep step)
    {
        foreach (var question in step.Questions)
        {
            _ledger.Open(question, Now);
            _refs.Network.Tell(new AskPeer(question.Id, question.Peer, question.Request));
        }

        foreach (var (peer, offence, reason) in step.Offences)
        {
            _ledger.Refuse(peer, reason, Now);
            _log.Debug("{0} sent what does not hold: {1}", peer, reason);
            _refs.Network.Tell(new ReportPeer(peer, offence, reason));
        }

        if (step.Verify is { Question: { } id } range)
        {
            Verify(id, range);
        }

        if (step.Keep is { } kept)
        {
            var (oldest, parent) = _history.AfterKeeping(kept);
            _refs.Storage.Tell(new KeepHistory(oldest, parent, kept.Blocks, Backfill.EnvelopesOf(kept)));
        }

        if (step.CompleteFrom is { } from)
        {
            _refs.Storage.Tell(new KeepHistory(from, _history.Wanted, [], []));
        }
    }

    /// <summary>Has the signatures of a range verified by the head's registry, in which nobody loses a place.</summary>
    private void Verify(ulong id, BackfillRange range)
    {
        var state = _view!.HeadState;
        var proposers = range.Blocks.ToDictionary(static block => block.Root, static block => block.Block.Message.ProposerIndex);
        BLSPubkey? SignerOf(ExecutionPayloadEnvelope envelope) => envelope.BuilderIndex == Spec.Constants.BuilderIndexSelfBuild
            ? KeyOf(state, proposers[envelope.BeaconBlockRoot])
            : BuilderKeyOf(state, envelope.BuilderIndex);

        // A payload whose builder the registry lacks cannot be verified: it is as if there was none.
        var envelopes = Backfill.EnvelopesOf(range);
        foreach (var unknown in envelopes.Where(envelope => SignerOf(envelope.Message) is null))
        {
            range.Envelopes.Remove(unknown.Message.BeaconBlockRoot);
        }

        envelopes = Backfill.EnvelopesOf(range);
        var claims = range.Blocks
            .Select(block => ClaimOf(
                KeyOf(state, block.Block.Message.ProposerIndex),
                Spec.Constants.DomainBeaconProposer,
                block.Block.Message.Slot,
                block.Root,
                block.Block.Signature))
            .Concat(envelopes.Select(envelope => ClaimOf(
                SignerOf(envelope.Message),
                Spec.Constants.DomainBeaconBuilder,
                envelope.Message.Payload.SlotNumber,
                envelope.Message.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(envelope.Message.Payload.SlotNumber))),
                envelope.Signature)))
            .ToList();
        if (claims.TrueForAll(static claim => claim is not null))
        {
            SignatureClaim[][] items = [.. claims.Select(static claim => (SignatureClaim[])[claim!])];
            _refs.Work.Tell(new VerifySignatures(id, WorkPriority.Attestation, items));
        }
        else
        {
            // Nobody of that index is in the registry: the others are as they may be, and are verified when the range comes again.
            Self.Tell(new SignaturesVerified(id, [.. claims.Select(static claim => claim is not null)]));
        }
    }

    private SignatureClaim? ClaimOf(BLSPubkey? key, DomainType type, Slot slot, Root root, BLSSignature signature)
    {
        if (key is not { } signer)
        {
            return null;
        }

        var version = Misc.ComputeForkVersion(_spec.Config, Misc.ComputeEpochAtSlot(_spec.Preset, slot));
        var domain = Misc.ComputeDomain(type, version, _genesisValidatorsRoot);
        return new SignatureClaim([signer], Misc.ComputeSigningRoot(root, domain), signature);
    }

    private static BLSPubkey? KeyOf(BeaconState state, ValidatorIndex index) =>
        index < (ulong)state.Validators.Count ? state.Validators[index].Pubkey : null;

    private static BLSPubkey? BuilderKeyOf(BeaconState state, BuilderIndex index) =>
        state.Builders is { } builders && index < (ulong)builders.Count ? builders[index].Pubkey : null;

    private SyncWhy Why() => new(
        "backfill",
        !_isLoaded || !_history.IsDone,
        !_isLoaded ? "storage is asked how far down it reaches"
            : _isRanging && !_history.IsDone ? "it waits for the head to catch up" : _history.Reason,
        _history.Oldest,
        _history.Floor,
        [.. _history.Ranges.Select(range => new SyncItem($"slots {range.From} to {range.Last}", range.Stage.ToString(), range.Peer))],
        _ledger.Lines);

    private sealed record Due
    {
        public static Due Instance { get; } = new();
    }
}
