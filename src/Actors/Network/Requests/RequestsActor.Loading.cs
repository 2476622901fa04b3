using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Network.Requests;

/// <content>
/// What answers are made of: blocks, sidecars and states, and who gives them. Of states those in memory are given at once, those of the
/// finalized past one a slot for all peers together, as making one costs blocks that are replayed.
/// </content>
internal sealed partial class RequestsActor
{
    // The last slot in which a state of the past was asked for.
    private Slot? _pastStateIn;

    private void Load(ServeKey key)
    {
        if (key is { Root: { } of, Columns: { } columns })
        {
            _columns.Tell(new LoadColumns(of, columns));
        }
        else if (key is { Root: { } root, Blobs: { } blobs })
        {
            _blobs.Tell(new LoadBlobs(root, blobs));
        }
        else if (key is { Root: { } post, IsState: true })
        {
            _history.Tell(new LoadStateByBlock(post));
        }
        else
        {
            _storage.Tell(key.Root is { } block ? new LoadBlock(block) : new LoadRootBySlot(key.Slot!.Value));
        }
    }

    private void OnStored(StoredColumns stored) => OnSidecars(
        loading => loading.Root == stored.BlockRoot && loading.Columns == stored.Wanted, stored.Columns, stored.IsUnavailable);

    private void OnStored(StoredBlobs stored) => OnSidecars(
        loading => loading.Root == stored.BlockRoot && loading.Blobs == stored.Wanted, stored.Blobs, stored.IsUnavailable);

    private void OnSidecars(Func<ServeKey, bool> isOf, IReadOnlyList<object> sidecars, bool isUnavailable)
    {
        foreach (var serving in _serving.Values.Where(serving => serving.Loading is { } loading && isOf(loading)).ToArray())
        {
            if (isUnavailable)
            {
                _serving.Remove(serving.Id);
                Refuse(serving.Id, ResponseCode.ResourceUnavailable, "sidecars of a block cannot be read");
                continue;
            }

            serving.OnSidecars(sidecars);
            GoOn(serving);
        }
    }

    private void OnStored(StoredBlock stored)
    {
        foreach (var serving in _serving.Values
            .Where(serving => serving.Loading is { IsBlock: true } key && key.Root == stored.Root)
            .ToArray())
        {
            serving.OnBlock(stored);
            GoOn(serving);
        }
    }

    private void OnStored(StoredRoot stored)
    {
        OnFinalizedRoot(stored);
        foreach (var serving in _serving.Values
            .Where(serving => serving.Loading is { Root: null } key && key.Slot == stored.Slot)
            .ToArray())
        {
            if (serving.OnRoot(stored))
            {
                Load(serving.Loading!.Value);
            }
            else
            {
                GoOn(serving);
            }
        }
    }

    /// <summary>Storage could not be read: what waits for it ends.</summary>
    private void OnFailed(StorageFailed failed)
    {
        if (failed.Question is LoadHistory)
        {
            Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), _storage, failed.Question, Self);
            return;
        }

        ServeKey? key = failed.Question switch
        {
            LoadBlock load => new ServeKey(load.Root, null),
            LoadRootBySlot load => new ServeKey(null, load.Slot),
            _ => null,
        };
        foreach (var serving in _serving.Values
            .Where(serving => serving.Loading is { } loading
                && key is { } one
                && (one.Root is null ? loading.Root is null && loading.Slot == one.Slot : loading.Root == one.Root))
            .ToArray())
        {
            _serving.Remove(serving.Id);
            Refuse(serving.Id, ResponseCode.ServerError, "storage cannot be read");
        }
    }

    /// <summary>Gives an answer the post-state of a block at once, or says that it is not at hand; false where it may be loaded.</summary>
    private bool LoadState(Serving serving, Root root)
    {
        var state = _own.View?.Blocks.GetValueOrDefault(root)?.State;
        if (state is null && _pastStateIn != Slot)
        {
            _pastStateIn = Slot;
            return false;
        }

        serving.OnState(state);
        return true;
    }

    private void OnStored(PastState past) => OnState(past.Question, past.State);

    private void OnState(IPastStateQuestion question, BeaconState? state)
    {
        foreach (var serving in _serving.Values
            .Where(serving => serving.Loading is { IsState: true } key && question is LoadStateByBlock by && by.BlockRoot == key.Root)
            .ToArray())
        {
            serving.OnState(state);
            GoOn(serving);
        }
    }
}
