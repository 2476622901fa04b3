using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Requests;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <summary>
/// Owns the blob sidecars of a node (deneb, electra), on the dispatcher that columns have for their disk: keeps what was verified, gives it
/// out, fetches what is missing of the time before, and drops what is older than peers may ask for.
/// </summary>
internal sealed partial class BlobsActor : ReceiveActor
{
    private static readonly SidecarTraits<BlobSidecar> Traits = new(
        "blob", static blob => blob.Index, BlobRequests.SlotOf, static blob => blob.Blob.Length);

    private readonly BlobsSettings _settings;
    private readonly ISidecarStore _store;
    private readonly ColumnsRefs _refs;
    private readonly RequestIds _ids;
    private readonly SidecarShelf<BlobSidecar> _shelf;
    private readonly AvailableSlots _available;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CompleteSlots _complete;
    private ChainView? _view;

    /// <summary>Builds the owner of a node's blobs over their store; the ids go on over its restarts.</summary>
    public BlobsActor(BlobsSettings settings, ISidecarStore store, ColumnsRefs refs, RequestIds ids)
    {
        (_settings, _store, _refs, _ids) = (settings, store, refs, ids);
        _shelf = new SidecarShelf<BlobSidecar>(
            settings.Spec, store, Traits, settings.RecentBytes, (text, parts) => _log.Error(text, parts));
        _available = AvailableSlots.OfBlobs(settings.Spec);
        _complete = new CompleteSlots(Clipped(store.Custody?.CompleteFrom ?? (settings.Anchor == 0 ? 0 : settings.Anchor + 1)));
        Receive<BlobsHeld>(OnHeld);
        Receive<WriteBlobs>(_ => Write());
        Receive<LoadBlobs>(load => Sender.Tell(Load(load.BlockRoot, load.Wanted)));
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        ReceiveBackfill();
    }

    private Slot Slot => _settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now);

    private Epoch Epoch => Slot / _settings.Spec.Preset.SlotsPerEpoch;

    /// <summary>Describes the owner of a node's blobs; what it has kept outlives its restarts.</summary>
    public static Props Props(BlobsSettings settings, ISidecarStore store, ColumnsRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new BlobsActor(settings, store, refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var type in (Type[])[typeof(BlobsHeld), typeof(ChainViewChanged), typeof(SlotStarted), typeof(HistoryKept)])
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        KeepCompleteFrom();
        _refs.Chain.Tell(GetChainView.Instance);
        _refs.Storage.Tell(LoadHistory.Instance);
        Tell();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        Write();
    }

    /// <summary>What becomes final without its blobs leaves the view, and must not be promised from then on.</summary>
    private void OnView(ChainView view)
    {
        if (_view is { } before
            && before.FinalizedCheckpoint != view.FinalizedCheckpoint
            && Earliest() is var from
            && from > _complete.From)
        {
            Lose(from - 1);
        }

        _view = view;
    }

    private void OnSlot(Slot slot)
    {
        Write();
        KeepCompleteFrom();
        _shelf.Guarded(() =>
        {
            _store.Flush();
            _store.Prune(BlobRequests.FirstServedSlot(_settings.Spec, slot / _settings.Spec.Preset.SlotsPerEpoch), _settings.PrunedBlocks);
        });
        Tell();
        BeginStep();
    }

    /// <summary>Says from which slot on all blobs are here, in each slot too, for who was restarted.</summary>
    private void Tell() => Context.System.EventStream.Publish(new BlobsKept(Earliest()));

    private Slot Earliest() => _available.Earliest(Slot, _view, _complete.From, IsKept);

    private bool IsKept(Root root) => _view?.Blocks.GetValueOrDefault(root)?.Block is not { } block
        ? !_shelf.IndicesOf(root).IsEmpty
        : NeededOf(block).IsSubsetOf(_shelf.IndicesOf(root));

    private ColumnSet NeededOf(SignedBeaconBlock block) => block.Message.Slot < BlobRequests.End(_settings.Spec)
        ? ColumnSet.First(DataColumnSidecars.CommitmentsOf(block.Message.Body)?.Count ?? 0)
        : ColumnSet.None;

    // From fulu on there is nothing to miss.
    private Slot Clipped(Slot slot) => Math.Min(slot, BlobRequests.End(_settings.Spec));

    /// <summary>Writes down from where on nothing was missed, where that is another slot now.</summary>
    private void KeepCompleteFrom()
    {
        var now = new StoredCustody(0, _complete.From);
        if (_store.Custody != now)
        {
            _shelf.Guarded(() => _store.PutCustody(now));
        }
    }

    /// <summary>Keeps what was verified; it is written behind what is in the mailbox by now, a block's blobs together.</summary>
    private void OnHeld(BlobsHeld held)
    {
        if (!_shelf.HasUnwritten)
        {
            Self.Tell(WriteBlobs.Instance);
        }

        _shelf.Hold(held.BlockRoot, held.Blobs);
    }

    private void Write() => _shelf.Write(Lose);

    private void Lose(Slot slot)
    {
        var end = BlobRequests.End(_settings.Spec);
        if (end > 0)
        {
            _complete.Lost(Math.Min(slot, end - 1));
            _isLost = true;
        }
    }

    /// <summary>
    /// Gives a block's wanted blobs. Where the disk has lost one, the node has no longer all from the block on, and gives none where all
    /// are wanted: part of a block's blobs would be taken for all of them, and none for a block without any.
    /// </summary>
    private StoredBlobs Load(Root root, ColumnSet wanted)
    {
        var (found, damaged, isRead) = _shelf.Load(root, wanted);
        if (damaged.IsEmpty)
        {
            return new StoredBlobs(root, wanted, found)
            {
                IsUnavailable = wanted == ColumnSet.All && _store.SlotOf(root) < _complete.From,
            };
        }

        _log.Warning("blobs {0} of block {1} are damaged on disk or cannot be read", damaged, root);
        Lose(_store.SlotOf(root) ?? Slot);
        Tell();
        return wanted == ColumnSet.All
            ? new StoredBlobs(root, wanted, []) { IsUnavailable = true }
            : new StoredBlobs(root, wanted, found) { IsUnavailable = !isRead };
    }

    private sealed record WriteBlobs
    {
        public static WriteBlobs Instance { get; } = new();
    }
}
