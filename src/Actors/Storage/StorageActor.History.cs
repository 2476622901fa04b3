using Akka.Actor;
using Consensoor.Actors.Hosting;
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

        var oldest = _store.GetFinalizedRoot(history.Oldest) is { } root && _store.GetBlock(root) is { } row
            ? NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, root)
            : null;
        return new HistoryKept(history.Oldest, history.Parent)
        {
            BuiltOn = oldest is null ? null : BuiltOn(oldest),
            Owed = history.Owed,
        };
    }

    private static Hash32? BuiltOn(SignedBeaconBlock block) => block.Message.Body.SignedExecutionPayloadBid?.Message.ParentBlockHash;
}
