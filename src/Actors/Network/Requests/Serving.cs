using Consensoor.Interop.ReqResp;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Network.Requests;

/// <summary>A request of a peer that is being answered: its plan, the items ready to be sent, and what is being loaded.</summary>
internal sealed class Serving(
    ulong id, string peer, RequestRow row, ReqRespProtocol protocol, ForkName form, ServePlan plan, ulong most, DateTimeOffset since)
{
    private readonly IEnumerator<ServeKey> _keys = plan.Keys.GetEnumerator();
    private readonly Queue<object> _ready = new();
    private ulong _sent;

    public ulong Id => id;

    public string Peer => peer;

    public RequestRow Row => row;

    /// <summary>The protocol, whose bucket of tokens pays for the chunks.</summary>
    public ReqRespProtocol Protocol => protocol;

    /// <summary>The fork whose form the request had, and an answer without context has.</summary>
    public ForkName Form => form;

    public DateTimeOffset Since => since;

    /// <summary>Bytes of chunks that were told to the wire and not sent yet.</summary>
    public long Unsent { get; set; }

    /// <summary>Whether the peer has paid for the next item, or for looking for one.</summary>
    public bool IsPaid { get; set; }

    /// <summary>Whether the peer has taken the question back.</summary>
    public bool IsGone { get; set; }

    /// <summary>What is being loaded; null where nothing is.</summary>
    public ServeKey? Loading { get; private set; }

    /// <summary>True where as much was sent as may be, or there is nothing more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why the resource is not available: nothing came of the whole plan, which says so then; else null.</summary>
    public string? Unavailable => IsDone && _sent == 0 ? plan.IfEmpty : null;

    /// <summary>The next item to send, if one is ready.</summary>
    public bool TryPeek(out object? item) => _ready.TryPeek(out item);

    /// <summary>Notes that the item that was ready has been sent.</summary>
    public void Sent()
    {
        _ready.Dequeue();
        IsPaid = false;
        IsDone = ++_sent >= most;
    }

    /// <summary>Goes on to the next block; true where it is to be loaded, false where items are ready or it is done.</summary>
    public bool Advance()
    {
        while (_ready.Count == 0 && !IsDone)
        {
            if (!_keys.MoveNext())
            {
                IsDone = true;
            }
            else if (_keys.Current is { Root: null, Slot: null })
            {
                Take(null);
            }
            else
            {
                Loading = _keys.Current;
                return true;
            }
        }

        return false;
    }

    /// <summary>Storage says which root the slot has; false where none.</summary>
    public bool OnRoot(StoredRoot stored)
    {
        IsPaid &= stored.Root is not null;
        Loading = stored.Root is { } root ? new ServeKey(root, stored.Slot) { Columns = Loading?.Columns, Blobs = Loading?.Blobs } : null;
        return Loading is not null;
    }

    /// <summary>Takes the block that storage gave, or that it has none, and makes the items of it.</summary>
    public void OnBlock(StoredBlock stored)
    {
        var slot = Loading?.Slot;
        Loading = null;
        Take(stored.Block is { Message.Slot: > 0 } block && (slot is null || block.Message.Slot == slot) ? stored : null);

        // A block whose state is looked up next is half of one item.
        IsPaid = _ready.Count > 0 || plan.TakeState is not null;
    }

    /// <summary>Takes the columns or blobs that were loaded, which are the items.</summary>
    public void OnSidecars(IReadOnlyList<object> sidecars)
    {
        IsPaid = sidecars.Count > 0;
        Ready(sidecars);
    }

    /// <summary>Takes the state that was loaded, null where it is not at hand, and makes the items of it.</summary>
    public void OnState(BeaconState? state) => Ready(plan.TakeState?.Invoke(state) ?? []);

    private void Take(StoredBlock? stored) => Ready(plan.Take(stored));

    private void Ready(IEnumerable<object> items)
    {
        Loading = null;
        foreach (var item in items)
        {
            _ready.Enqueue(item);
        }
    }
}
