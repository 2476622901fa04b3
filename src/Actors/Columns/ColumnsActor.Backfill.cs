using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Sync;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <content>
/// Fetches the columns of the time before custody grew, backwards to what peers may ask for, as many blocks at once as the settings say;
/// what cannot be had is tried again in the next slot.
/// </content>
internal sealed partial class ColumnsActor
{
    private const int BackfillPeers = 8;

    // Slots that one step may take; what was never answered is given up then.
    private const int StepSlots = 8;

    private readonly PeerColumns _peerColumns;
    private readonly Dictionary<DataColumnSidecar, string> _givers = new(ReferenceEqualityComparer.Instance);
    private BackfillWalk? _walk;
    private readonly HashSet<ulong> _asked = [];
    private int _underWay;
    private Slot _startedIn;

    // The custody that the step under way is about; what is lost or wanted in the meantime is not.
    private StoredCustody? _startedWith;

    // The oldest block that is stored, 0 from genesis on; null until storage has said.
    private Slot? _oldest;

    // A step that brought nothing, with the custody and the floor it was about: its blocks are asked for again without a walk.
    private (BackfillWalk Walk, StoredCustody Custody, Slot Floor)? _stalled;

    private void ReceiveBackfill()
    {
        Receive<HistoryKept>(kept => _oldest = kept.Oldest);
        Receive<PeerMetaDataReceived>(OnMetaData);
        Receive<StoredRoot>(OnProbed);
        Receive<StoredBlock>(OnStored);
        Receive<StorageFailed>(OnStorageFailed);
        Receive<Peers>(AskPeers);
        Receive<PeerAnswered>(OnAnswer);
        Receive<DataColumnsVerified>(OnVerified);
        Receive<DataColumnsDropped>(dropped => OnUnverified(dropped.Columns));
    }

    private Slot Floor => Math.Max(1, ColumnRequests.FirstServedSlot(_settings.Spec, Slot / _settings.Spec.Preset.SlotsPerEpoch));

    private void OnStorageFailed(StorageFailed failed)
    {
        if (failed.Question is LoadHistory)
        {
            Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), _refs.Storage, failed.Question, Self);
        }
        else
        {
            EndStep();
        }
    }

    /// <summary>What a peer says it keeps may be what is missing.</summary>
    private void OnMetaData(PeerMetaDataReceived received)
    {
        var columns = _peerColumns.Of(new PeerInfo(received.Peer, null, 0, received.MetaData));
        if (_stalled is { } stalled && stalled.Walk.Found.Blocks.Any(block => !block.Missing.Intersect(columns).IsEmpty))
        {
            BeginStep();
        }
    }

    /// <summary>Begins a step where something is missing and none is under way.</summary>
    private void BeginStep()
    {
        if (_walk is not null && _startedIn + StepSlots >= Slot)
        {
            return;
        }

        EndStep();
        if (_oldest is not { } oldest
            || _custody.CompleteFrom <= Math.Max(Floor, oldest)
            || _view is not { } view
            || _settings.Spec.ForkAtSlot(Slot) < ForkName.Fulu)
        {
            return;
        }

        (_startedWith, _startedIn) = (_custody.ToStored(), Slot);
        if (_stalled is { } stalled && stalled.Custody == _startedWith && stalled.Floor == Floor)
        {
            _walk = stalled.Walk;
            _walk.Found.LookAgain(Stored, _ => _custody.Current.Columns);
            AskOrSettle();
            return;
        }

        (_walk, _stalled) = (new BackfillWalk(_settings.Spec, _settings.BackfillBlocks, Floor, _refs.Storage), null);
        _walk.Begin(_custody.CompleteFrom, view, oldest);
    }

    private void EndStep()
    {
        (_walk, _underWay) = (null, 0);
        _givers.Clear();
        _asked.Clear();
    }

    private void OnProbed(StoredRoot stored)
    {
        if (_walk?.Take(stored) == BackfillWalk.Stage.IsEmpty)
        {
            EndStep();
        }
    }

    private void OnStored(StoredBlock stored)
    {
        if (_walk?.Take(stored, Stored, _ => _custody.Current.Columns) != BackfillWalk.Stage.IsDone)
        {
            return;
        }

        AskOrSettle();
    }

    private void AskOrSettle()
    {
        if (_walk!.Found.Blocks.Count > 0)
        {
            _refs.Network.Tell(GetPeers.Instance);
        }
        else
        {
            Settle();
        }
    }

    private void AskPeers(Peers peers)
    {
        if (_walk is not { Found.Blocks: { Count: > 0 } blocks } || _underWay > 0)
        {
            return;
        }

        var wanted = blocks.Aggregate(ColumnSet.None, static (all, block) => all.Union(block.Missing));
        var able = peers.All.Where(peer => peer.Status is { } status
            && status.HeadSlot >= blocks[0].Block.Message.Slot && status.EarliestAvailableSlot <= blocks[^1].Block.Message.Slot).ToList();
        var parts = ColumnPlan.For(wanted, able, _peerColumns.Of, BackfillPeers);
        foreach (var (peer, part) in parts)
        {
            DataColumnsByRootIdentifier[] asked =
            [
                .. blocks.Select(block => new DataColumnsByRootIdentifier
                {
                    BlockRoot = block.Root,
                    Columns = [.. block.Missing.Intersect(part).ToList()],
                }).Where(static identifier => identifier.Columns.Count > 0).Take((int)_settings.Spec.Config.MaxRequestBlocksDeneb),
            ];
            _underWay++;
            var id = _ids.Next();
            _asked.Add(id);
            _refs.Network.Tell(new AskPeer(id, peer, new DataColumnSidecarsByRoot(asked)));
        }

        if (parts.Count == 0)
        {
            Settle();
        }
    }

    private void OnAnswer(PeerAnswered answer)
    {
        if (!_asked.Remove(answer.RequestId) || _walk is not { } walk)
        {
            return;
        }

        _underWay--;
        foreach (var given in answer.Items.OfType<DataColumnSidecar>()
            .GroupBy(column => ColumnRequests.RootOf(_settings.Spec, column)))
        {
            var (root, block, _) = walk.Found.Blocks.FirstOrDefault(asked => asked.Root == given.Key);
            if (block is null)
            {
                continue;
            }

            DataColumnSidecar[] columns = [.. given];
            foreach (var column in columns)
            {
                _givers[column] = answer.Peer;
            }

            _underWay++;
            var context = _settings.Spec.Ssz(_settings.Spec.ForkAtSlot(block.Message.Slot));
            var commitments = DataColumnSidecars.CommitmentsOf(block.Message.Body)!;
            _refs.Work.Tell(new VerifyDataColumns(WorkPriority.Attestation, root, commitments, columns) { Of = (block, context) });
        }

        SettleWhenDone();
    }

    private void OnVerified(DataColumnsVerified done)
    {
        foreach (var (column, peer) in done.Invalid.Select(column => (column, _givers.GetValueOrDefault(column))))
        {
            if (peer is not null)
            {
                var reason = $"column {column.Index} of block {done.BlockRoot} does not belong to it";
                _refs.Network.Tell(new ReportPeer(peer, PeerOffence.Invalid, reason));
            }
        }

        if (done.Valid.Count > 0)
        {
            OnHeld(new ColumnsHeld(done.BlockRoot, done.Valid));
        }

        OnUnverified([.. done.Valid, .. done.Invalid]);
    }

    private void OnUnverified(IReadOnlyList<DataColumnSidecar> columns)
    {
        // An answer to a step that was given up is of no step.
        var isOfStep = columns.Count(_givers.Remove) > 0;
        if (isOfStep && _walk is not null && _underWay > 0)
        {
            _underWay--;
            SettleWhenDone();
        }
    }

    private void SettleWhenDone()
    {
        if (_underWay == 0)
        {
            Settle();
        }
    }

    /// <summary>Notes what is complete now, and goes on where the whole step is.</summary>
    private void Settle()
    {
        // What it stands for is on disk before it is told.
        Write();
        var before = _custody.CompleteFrom;
        if (Guarded(_store.Flush)
            && _custody.ToStored() == _startedWith
            && _walk!.Found.CompleteFrom(Stored) is { } from
            && from < before)
        {
            _custody.Backfilled(from);
            Guarded(() => _store.PutCustody(_custody.ToStored()));
            Tell();
            _log.Debug("columns of custody are complete from slot {0} on", from);
        }

        var isStalled = _custody.CompleteFrom >= before && _walk!.Found.Blocks.Count > 0;
        _stalled = isStalled ? (_walk!, _custody.ToStored(), Floor) : null;
        EndStep();
        if (_custody.CompleteFrom < before)
        {
            BeginStep();
        }
    }
}
