using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Topics;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The single writer of the fork-choice store: what is imported, what waits for what, and what follows from it, as a state machine whose
/// actor only carries messages. Heavy work goes out through <see cref="IChainPorts"/> and comes back as a call; nothing here blocks or
/// reads a clock of its own.
/// </summary>
public sealed partial class ChainCore
{
    // Everything in a block was verified with it: what the store is told of it needs no second look.
    private static readonly StoreServices Trusted = new(AcceptAllVerifier.Instance, new DeferringExecutionEngine());

    private readonly ChainSettings _settings;
    private readonly IChainPorts _ports;
    private readonly ChainSpec _spec;
    private readonly Store _store;
    private readonly Dictionary<Root, SignedBeaconBlock> _blocks = [];
    private readonly Dictionary<Root, SignedExecutionPayloadEnvelope> _envelopes = [];
    private readonly SidecarCollector<DataColumnSidecar> _columns;
    private readonly SidecarCollector<BlobSidecar> _blobs;
    private readonly BoundedSet<Root> _refused;
    private readonly BoundedSet<Root> _rejected;
    private readonly List<VerifiedAttestation> _votes = [];
    private ulong _votesDropped;
    private ulong _blocksDropped;
    private bool _isReplaying = true;
    private readonly RequestIds _ids;

    /// <summary>
    /// A chain that starts at an anchor; it takes commands at once, but has no head to show before <see cref="EndReplay"/>. What it asks
    /// has ids that a former chain of its actor did not give out.
    /// </summary>
    public ChainCore(ChainSettings settings, IChainPorts ports, AnchorLoaded anchor, RequestIds ids)
    {
        _ids = ids;
        _settings = settings;
        _ports = ports;
        _spec = settings.Spec;
        var root = anchor.Checkpoint.Root;
        var block =
            anchor.Block ?? ChainGenesis.TryCreate(anchor.State, out var error)?.Block ?? throw new InvalidOperationException(error);
        _store = Store.GetForkchoiceStore(anchor.State, block.Message, anchor.Checkpoint, settings.Verifier, out var store) is { } refusal
            ? throw new InvalidOperationException($"the stored anchor {root} is no anchor: {refusal}")
            : store!;
        _blocks.Add(root, block);
        _columns = new SidecarCollector<DataColumnSidecar>(settings.ColumnBlocks, settings.Sampled, static column => column.Index);
        _blobs = new SidecarCollector<BlobSidecar>(settings.ColumnBlocks, MostBlobs(_spec.Config), static blob => blob.Index);
        _refused = new BoundedSet<Root>(settings.Refused);
        _rejected = new BoundedSet<Root>(settings.Refused);
        _room = new WaitingRoom<WaitKey, IWaits>(
            kind => settings.Waiting[kind], static waits => waits is BlockImport block ? WaitKey.Block(block.Root) : null);
        _budget = new StateBudget(
            new StateThrift(settings.StateDensity, settings.RecentStates),
            StateBudget.BytesOf(settings.StateBudgetMebibytes, anchor.State.Validators.Count));
        _replays = settings.Replays;
        _skips = new SkipPurse(settings.Replays);
        _lastFinalized = _store.FinalizedCheckpoint;
        _confirmation = FastConfirmation.GetFastConfirmationStore(_store);
        _advanced = new AdvancedStates(settings.AdvancedStates);
        Note(_store.Blocks[root]);
        Tick();
    }

    /// <summary>The fork-choice store, for reading only.</summary>
    public Store Store => _store;

    /// <summary>The slot the clock stands in.</summary>
    private Slot CurrentSlot => _settings.Schedule.SlotAtOrGenesis(_ports.Now);

    /// <summary>Ends the replay of what was stored: from now on there is a head, and what happens is told.</summary>
    public void EndReplay()
    {
        _isReplaying = false;
        UpdateHead();
        _headAtSlotStart = _head?.Root ?? default;
        AdvanceHeadIntoEpoch(CurrentSlot);

        // Of a deadline that is past nobody tells any more; and no better head than genesis comes in its slot.
        // A head of an earlier epoch is on its way into this one by now, and is not advanced twice.
        var slot = CurrentSlot;
        if (_head is { } head && _settings.Schedule.EpochOf(head.Slot) == _settings.Schedule.EpochOf(slot)
            && (slot == Spec.Constants.GenesisSlot || _ports.Now >= _settings.Schedule.DueAt(slot, DutyPoint.Aggregate)))
        {
            _nextSlot = slot + 1;
            AdvanceHead(_nextSlot, WorkPriority.Payload);
        }
    }

    /// <summary>A slot began: what waited for it goes on, and what was never answered is given up.</summary>
    public void OnSlot(Slot slot)
    {
        Tick();
        var votes = _votes.ToArray();
        _votes.Clear();
        Apply(new ApplyAttestations(votes));
        GrantReplays();
        ResumeFuture(slot);
        GiveUp(slot);
        RetryData();
        RetryEngine();
        BeginConfirmation(slot);
        ResumeStates();
        AdvanceHeadIntoEpoch(slot);
        _headAtSlotStart = _head?.Root ?? default;
        ResumeRestores();
        GiveUpRestores(slot);
        KeepAgain(slot);
        LetGo();
        ReportQueues();
    }

    /// <summary>
    /// A deadline in the slot was reached: a head by the votes so far; late in the slot its state for the next one, and later heads' too.
    /// </summary>
    public void OnDeadline(DutyDue due)
    {
        Tick();
        RetryData();
        UpdateHead();
        TellOwedHead();
        AdvanceHeadIntoEpoch(due.Slot);
        if (due.Point == DutyPoint.Aggregate)
        {
            _nextSlot = due.Slot + 1;
            AdvanceHead(_nextSlot, WorkPriority.Payload);
        }
    }

    /// <summary>Votes whose signatures held; those of the slot under way count from the next one on.</summary>
    public void Apply(ApplyAttestations command)
    {
        Tick();
        var slot = CurrentSlot;
        foreach (var verified in command.Attestations)
        {
            if (verified.Attestation.Data.Slot < slot)
            {
                Handlers.OnVerifiedAttestation(_store, Indexed(verified));
            }
            else if (_votes.Count < _settings.Votes)
            {
                _votes.Add(verified);
            }
            else
            {
                _votesDropped++;
            }
        }
    }

    /// <summary>Votes of the payload timeliness committee whose signatures held.</summary>
    public void Apply(ApplyPayloadAttestations command)
    {
        Tick();

        // Such a vote is about a block of this slot or the last: where its state is not here, none is made for it.
        foreach (var message in command.Messages
            .Where(message => _store.Blocks.GetValueOrDefault(message.Data.BeaconBlockRoot) is not { KeptState: null }))
        {
            Handlers.OnPayloadAttestationMessage(_store, message, Trusted);
        }

        // They come behind the last deadline of the slot, and bids and payloads for the next one are by them.
        if (_view is { } view && _head is { IsInvalid: false } head && head.Root == view.HeadRoot
            && Payloads.ShouldBuildOnFull(_store, _headNode, head.Slot + 1) != view.BuildsOnFullInNextSlot)
        {
            Show();
        }
    }

    /// <summary>Counts the votes of slashed attesters no more (`on_attester_slashing`), their signatures verified before.</summary>
    public void Apply(ApplyAttesterSlashing command)
    {
        Handlers.OnAttesterSlashing(_store, command.Slashing, Trusted);
        UpdateHead();
    }

    private static IndexedAttestation Indexed(VerifiedAttestation verified) => new()
    {
        AttestingIndices = [.. verified.AttestingIndices],
        Data = verified.Attestation.Data,
        Signature = verified.Attestation.Signature,
    };

    private void Tick()
    {
        var now = _ports.Now.ToUnixTimeMilliseconds();
        if (now > 0 && (ulong)now > _store.TimeMs)
        {
            Handlers.OnTick(_store, (ulong)now);
        }
    }

    private void ReportQueues()
    {
        foreach (var (kind, _) in _settings.Waiting)
        {
            var name = $"chain/waiting/{TopicTable.Of(kind).Name}";
            _ports.Report(new QueueStatus(name, _room.Count(kind), _room.Bound(kind), _room.Dropped(kind)));
        }

        _ports.Report(new QueueStatus("chain/columns", _columns.Count, _settings.ColumnBlocks, _columns.Dropped));
        _ports.Report(new QueueStatus("chain/blobs", _blobs.Count, _settings.ColumnBlocks, _blobs.Dropped));
        _ports.Report(new QueueStatus("chain/in-flight", _imports.Count, _settings.InFlight, _blocksDropped));
        _ports.Report(new QueueStatus("chain/restores", _restores.Count, _settings.Restores, _restoresDropped));
        _ports.Report(new QueueStatus("chain/states-mib", (int)(_budget.Bytes >> 20), (int)(_budget.Budget >> 20), _statesLetGo));
        _ports.Report(new QueueStatus("chain/votes", _votes.Count, _settings.Votes, _votesDropped));
    }

    private void Publish(IChainEvent happened)
    {
        if (!_isReplaying)
        {
            _ports.Publish(happened);
        }
    }

    private void Publish(IMissing missing)
    {
        if (!_isReplaying)
        {
            _ports.Publish(missing);
        }
    }

    private void Answer(
        IReadOnlyList<Waiter> waiters, Root root, ImportVerdict verdict, Refusal? refusal = null, bool isBlamed = true)
    {
        foreach (var (who, source) in waiters)
        {
            _ports.Answer(who, new ImportOutcome(root, verdict, refusal, source) { IsBlamed = isBlamed });
        }
    }
}
