using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <content>Recovers missing columns from half of them, and passes on those that gossip has not seen here.</content>
internal sealed partial class ColumnsActor
{
    private const string RecoveryTimer = "recovery";

    private readonly Recoveries _recoveries;

    private static Recoveries RecoveriesOf(ColumnsSettings settings)
    {
        var random = new Random(settings.Seed);
        return new Recoveries(settings.RecoveryWait, settings.RecoverySpread, settings.Recoveries, random.NextDouble);
    }

    private void ReceiveRecoveries()
    {
        Receive<RecoveryDue>(_ => Recover());
        Receive<ColumnsRecovered>(OnRecovered);
        Receive<RecoveryDropped>(OnDropped);
        Receive<ImportOutcome>(static _ => { });
        Receive<Published>(static _ => { });
    }

    private void NoteRecovery(Root root)
    {
        _recoveries.Note(root, ColumnsOf(root), _custody.Current.Sampled, Now);
        WatchRecoveries();
    }

    private void WatchRecoveries()
    {
        if (_recoveries.NextDue is { } due)
        {
            Timers.StartSingleTimer(RecoveryTimer, RecoveryDue.Instance, due > Now ? due - Now : TimeSpan.FromMilliseconds(1));
        }
        else
        {
            Timers.Cancel(RecoveryTimer);
        }
    }

    private void Recover()
    {
        foreach (var root in _recoveries.Take(Now))
        {
            var columns = Load(root, ColumnSet.All).Columns;
            if (columns.Count >= KzgSizes.CellsPerExtBlob / 2)
            {
                var fork = _settings.Spec.ForkAtSlot(ColumnRequests.SlotOf(columns[0]));
                _refs.Work.Tell(new RecoverColumns(WorkPriority.Payload, root, columns, _settings.Spec.Ssz(fork)));
            }
        }

        WatchRecoveries();
    }

    private void OnDropped(RecoveryDropped dropped)
    {
        _log.Warning("the columns of block {0} are not recovered: {1}", dropped.BlockRoot, dropped.Reason);
        if (dropped.Reason != WorkDrop.WorkerFailed)
        {
            _recoveries.Retry(dropped.BlockRoot, Now);
            WatchRecoveries();
        }
    }

    private void OnRecovered(ColumnsRecovered recovered)
    {
        var root = recovered.BlockRoot;
        var missing = _custody.Current.Sampled.Except(ColumnsOf(root));
        var columns = recovered.Columns.Where(column => missing.Contains(column.Index)).ToArray();
        if (columns.Length == 0)
        {
            return;
        }

        var slot = ColumnRequests.SlotOf(columns[0]);
        _log.Info("recovered {0} columns of block {1} in slot {2}", columns.Length, root, slot);
        Context.System.EventStream.Publish(new ColumnsRebuilt(root, columns.Length));
        OnHeld(new ColumnsHeld(root, columns));
        _refs.Chain.Tell(new ImportDataColumns(root, columns, AreVerified: true, Source.Own.Instance));
        if (slot + 1 >= Slot)
        {
            foreach (var column in columns)
            {
                _refs.Network.Tell(new Publish(column, Custody.ComputeSubnetForDataColumnSidecar(_settings.Spec.Config, column.Index)));
            }
        }
    }

    private sealed record RecoveryDue
    {
        public static RecoveryDue Instance { get; } = new();
    }
}
