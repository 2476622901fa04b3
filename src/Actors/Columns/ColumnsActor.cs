using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Sync;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Columns;

/// <summary>
/// Owns the data columns of a node, on a dispatcher of its own for the disk: decides what it keeps and samples, keeps what was verified,
/// gives it out, recovers what is missing of a block, and drops what is older than peers may ask for.
/// </summary>
internal sealed partial class ColumnsActor : ReceiveActor, IWithTimers
{
    private static readonly SidecarTraits<DataColumnSidecar> Traits = new(
        "column",
        static column => column.Index,
        ColumnRequests.SlotOf,
        static column => column.Column.Sum(static cell => (long)cell.Length));

    private readonly ColumnsSettings _settings;
    private readonly ISidecarStore _store;
    private readonly ColumnsRefs _refs;
    private readonly RequestIds _ids;
    private readonly NodeCustody _custody;
    private readonly OwnValidators _own;
    private readonly SidecarShelf<DataColumnSidecar> _shelf;
    private readonly AvailableSlots _available;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ChainView? _view;
    private bool _isRequired;

    /// <summary>Builds the owner of a node's columns, which begins with a custody; the ids go on over its restarts.</summary>
    public ColumnsActor(ColumnsSettings settings, ISidecarStore store, NodeCustody custody, ColumnsRefs refs, RequestIds ids)
    {
        (_settings, _store, _custody, _refs, _ids) = (settings, store, custody, refs, ids);
        _own = new OwnValidators(settings.Pubkeys);
        _shelf = new SidecarShelf<DataColumnSidecar>(
            settings.Spec, store, Traits, settings.RecentBytes, (text, parts) => _log.Error(text, parts));
        _available = AvailableSlots.OfColumns(settings.Spec);
        _recoveries = RecoveriesOf(settings);
        _peerColumns = new PeerColumns(settings.Spec);
        Receive<ColumnsHeld>(OnHeld);
        Receive<WriteColumns>(_ => Write());
        Receive<LoadColumns>(load => Sender.Tell(Load(load.BlockRoot, load.Wanted, load.Most)));
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<FinalizedCheckpointAdvanced>(advanced => Require(advanced.State));
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<KeysChanged>(changed => _own.Replace(changed.Pubkeys));
        ReceiveRecoveries();
        ReceiveBackfill();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    private Slot Slot => _settings.Schedule.SlotAtOrGenesis(Now);

    /// <summary>Describes the owner of a node's columns; what it has kept outlives its restarts.</summary>
    public static Props Props(ColumnsSettings settings, ISidecarStore store, Func<NodeCustody> custody, ColumnsRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new ColumnsActor(settings, store, custody(), refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(ColumnsHeld), typeof(ChainViewChanged), typeof(FinalizedCheckpointAdvanced), typeof(SlotStarted), typeof(HistoryKept),
            typeof(PeerMetaDataReceived), typeof(KeysChanged),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        KeepCustody();
        _refs.Chain.Tell(GetChainView.Instance);
        _refs.Storage.Tell(LoadHistory.Instance);

        // Other keys may have come since the settings of this actor were made.
        _refs.Signing.Tell(GetKeys.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        Write();
    }

    private void OnView(ChainView view)
    {
        // What becomes final without its columns leaves the view, and must not be promised from then on.
        if (_view is { } before
            && before.FinalizedCheckpoint != view.FinalizedCheckpoint
            && Earliest() is var from
            && from > _custody.CompleteFrom)
        {
            _custody.Lost(from - 1);
        }

        _view = view;
        if (!_isRequired)
        {
            // Later on, by each finalized state.
            _isRequired = true;
            Require(view.Blocks.GetValueOrDefault(view.FinalizedCheckpoint.Root)?.State ?? view.Head.State);
        }
    }

    private void Require(BeaconState state)
    {
        var groups = _settings.IsSupernode
            ? _settings.Spec.Config.NumberOfCustodyGroups
            : NodeCustody.RequirementOf(state, _own.In(state).Keys);
        if (_custody.Require(groups, Slot))
        {
            _log.Info("keeps {0} custody groups from now on, for its validators or as a supernode", _custody.Current.GroupCount);
            KeepCustody();
        }
    }

    private void OnSlot(Slot slot)
    {
        Tell();
        var epoch = Misc.ComputeEpochAtSlot(_settings.Spec.Preset, slot);
        Guarded(() =>
        {
            if (_store.Custody != _custody.ToStored())
            {
                // What was lost since, or could not be written before.
                _store.PutCustody(_custody.ToStored());
            }

            _store.Flush();
            _store.Prune(ColumnRequests.FirstServedSlot(_settings.Spec, epoch), _settings.PrunedBlocks);
        });
        BeginStep();
    }

    /// <summary>Stores the custody before anybody hears of it, so that nobody is promised what a restart forgets.</summary>
    private void KeepCustody()
    {
        Guarded(() => _store.PutCustody(_custody.ToStored()));
        Context.System.EventStream.Publish(_custody.ToMessage());
        Tell();
    }

    /// <summary>Says what is sampled, in each slot too, for who was restarted.</summary>
    private void Tell() => Context.System.EventStream.Publish(new SamplingChanged(_custody.Current, Earliest()));

    private Slot Earliest() => _available.Earliest(Slot, _view, _custody.CompleteFrom, IsKept);

    private bool IsKept(Root root) => _custody.Current.Columns.IsSubsetOf(ColumnsOf(root));

    private ColumnSet ColumnsOf(Root root) => _shelf.IndicesOf(root);

    private ColumnSet Stored(Root root) => _shelf.Stored(root);

    /// <summary>Keeps what was verified; it is written behind what is in the mailbox by now, a block's columns together.</summary>
    private void OnHeld(ColumnsHeld held)
    {
        if (!_shelf.HasUnwritten)
        {
            Self.Tell(WriteColumns.Instance);
        }

        _shelf.Hold(held.BlockRoot, held.Columns);
        NoteRecovery(held.BlockRoot);
    }

    private void Write() => _shelf.Write(_custody.Lost);

    private bool Guarded(Action act) => _shelf.Guarded(act);

    private sealed record WriteColumns
    {
        public static WriteColumns Instance { get; } = new();
    }
}
