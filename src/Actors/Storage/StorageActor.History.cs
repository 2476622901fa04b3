using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Sync;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Storage;

/// <content>Says where the history ends that is on disk: who hears it promises it to peers.</content>
internal sealed partial class StorageActor
{
    // Who asked before what was written of it was on disk; each child of the node once.
    private readonly HashSet<IActorRef> _askedForHistory = [];

    private bool IsHistoryUnwritten => _writes.Commands.OfType<KeepHistory>().Any();

    private void OnLoadHistory(LoadHistory load)
    {
        if (IsHistoryUnwritten)
        {
            _askedForHistory.Add(Sender);
        }
        else
        {
            Answer(load, () => HistoryOf(_store.History));
        }
    }

    // A step a slot, while nothing waits for the disk: what is new goes before what is old.
    private void OnSlot(SlotStarted started)
    {
        if (_isFailing || _writes.Count > 0 || _settings.KeepsAllBlocks)
        {
            return;
        }

        try
        {
            var first = Retention.FirstSlot(_spec, started.Slot);
            var before = WellHistory();
            _store.Prune(new StoredRetention(first, first), _settings.PrunedRows);
            if (_store.History is { } end && end != before)
            {
                _store.Flush();
                Context.System.EventStream.Publish(HistoryOf(end));
            }
        }
        catch (ChainStoreException e)
        {
            _log.Error("what is older than peers may ask for is not dropped in slot {0}: {1}", started.Slot, e.Message);
        }
    }

    private void AnswerHistory()
    {
        if (_askedForHistory.Count > 0 && !IsHistoryUnwritten)
        {
            var kept = HistoryOf(_store.History);
            foreach (var asker in _askedForHistory)
            {
                asker.Tell(kept);
            }

            _askedForHistory.Clear();
        }
    }

    private void RefuseHistory(string reason)
    {
        foreach (var asker in _askedForHistory)
        {
            asker.Tell(new StorageFailed(LoadHistory.Instance, reason));
        }

        _askedForHistory.Clear();
    }

    private HistoryKept HistoryOf(StoredHistory? history)
    {
        if (history is null)
        {
            return new HistoryKept(0, default);
        }

        return new HistoryKept(history.Oldest, history.Parent) { BuiltOn = BuiltOnAt(history.Oldest), Owed = history.Owed };
    }

    // Of an oldest block that is damaged it is not known, and where history ends is told all the same.
    private Hash32? BuiltOnAt(Slot oldest)
    {
        try
        {
            return _store.GetFinalizedRoot(oldest) is { } root && _store.GetBlock(root) is { } row
                ? BuiltOn(NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, root))
                : null;
        }
        catch (DamagedRecordException e)
        {
            _log.Error("{0}; it is the oldest block, and its payload's parent is not known", e.Message);
            return null;
        }
    }

    // A record of it that is damaged is none: the next that is pruned or fetched writes another.
    private StoredHistory? WellHistory()
    {
        try
        {
            return _store.History;
        }
        catch (DamagedRecordException e)
        {
            _log.Error("{0}; where history ends is not known", e.Message);
            return null;
        }
    }

    private static Hash32? BuiltOn(SignedBeaconBlock block) => block.Message.Body.SignedExecutionPayloadBid?.Message.ParentBlockHash;
}
