using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Brings one block of the store back whose post-state or body was let go: the bodies on the way from the nearest state kept come from
/// storage a page at a time, each page is replayed by the pool, and so on up to the block.
/// </summary>
internal sealed class Restore(StoreBlock block, int page, Slot since, bool isOwn, bool isPeers)
{
    private readonly Dictionary<Root, BeaconBlock> _bodies = [];
    private readonly HashSet<Root> _loading = [];
    private readonly List<Waiter> _waiting = [];
    private Root? _replaying;

    /// <summary>The block that is to come back.</summary>
    public StoreBlock Block { get; } = block;

    /// <summary>True where the chain itself needs the block, and not what a peer sent.</summary>
    public bool IsOwn { get; private set; } = isOwn;

    /// <summary>True where nobody but peers needs the block, so that what is replayed for it is bounded by slot.</summary>
    public bool IsPeers { get; private set; } = isPeers;

    /// <summary>True where the next step waits for a slot, as enough was replayed for peers in this one.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>The slot of the last step forward.</summary>
    public Slot Since { get; private set; } = since;

    /// <summary>
    /// The block whose state the next step starts from, since the end of a step the one that it made; it must not be let go meanwhile, or
    /// the way begins anew.
    /// </summary>
    public Root From { get; private set; } = block.Root;

    /// <summary>The imports that go on when the block is back.</summary>
    public IEnumerable<IWaits> Awaiting => _waiting.Select(static waiter => waiter.Import).OfType<IWaits>();

    /// <summary>True where state and body are here.</summary>
    public bool IsDone => IsHere(Block);

    /// <summary>True for a block that nothing has to be done for.</summary>
    public static bool IsHere(StoreBlock block) => block is { KeptState: not null, KeptBlock: not null };

    /// <summary>Adds who goes on when the block is back, or hears why it does not come; for an import or for the chain itself.</summary>
    public void Add(Func<bool> isWanted, Action then, Action<string> otherwise, IWaits? import) =>
        _waiting.Add(new Waiter(isWanted, then, otherwise, import));

    /// <summary>Somebody else than a peer needs the block now too; maybe the chain itself.</summary>
    public void TakeOver(bool isOwn) => (IsOwn, IsPeers) = (IsOwn || isOwn, false);

    /// <summary>Has the next step wait for a later slot.</summary>
    public void Hold(Slot now) => (IsHeld, Since) = (true, now);

    /// <summary>Says what is to be asked of storage now, and what of the pool; both may be nothing, while answers are awaited.</summary>
    public (IReadOnlyList<Root> Load, RegenerateState? Replay) Next(Slot now)
    {
        (IsHeld, Since) = (false, now);
        if (_replaying is not null || _loading.Count > 0)
        {
            return ([], null);
        }

        var path = Path();
        var step = path.Take(page).ToArray();
        From = path.Count > 0 ? path[0].Parent!.Root : Block.Root;
        var missing = step.Where(on => on.KeptBlock is null && !_bodies.ContainsKey(on.Root)).Select(static on => on.Root).ToList();
        if (path.Count == 0)
        {
            missing.Add(Block.Root);
        }

        if (missing.Count > 0)
        {
            _loading.UnionWith(missing);
            return (missing, null);
        }

        _replaying = step[^1].Root;
        var from = step[0].Parent!.KeptState!;
        var replay = new StateReplay(from, [.. step.Select(on => on.KeptBlock ?? _bodies[on.Root])]);
        return ([], new RegenerateState(step[^1].Root, WorkPriority.Payload, replay));
    }

    /// <summary>True for a block that was asked of storage.</summary>
    public bool IsLoading(Root root) => _loading.Contains(root);

    /// <summary>True for a block whose state was asked of the pool.</summary>
    public bool IsReplaying(Root root) => _replaying == root;

    /// <summary>Takes a body out of storage that was asked for.</summary>
    public void Take(Root root, BeaconBlock body)
    {
        _loading.Remove(root);
        _bodies[root] = body;
    }

    /// <summary>The pool has answered about a step: the next begins where it ended, if it did, and its bodies may go.</summary>
    public void EndReplay(bool isMade)
    {
        From = isMade ? _replaying!.Value : From;
        _replaying = null;
        _bodies.Clear();
    }

    /// <summary>Gives who waits, once.</summary>
    public IReadOnlyList<Waiter> TakeWaiting()
    {
        Waiter[] waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }

    /// <summary>The blocks to apply, oldest first.</summary>
    private List<StoreBlock> Path()
    {
        var path = new List<StoreBlock>();
        for (var on = Block; on.KeptState is null; on = on.Parent!)
        {
            path.Add(on);
        }

        path.Reverse();
        return path;
    }

    /// <summary>What goes on with the block, and what hears why it does not come; neither where it is not wanted any more.</summary>
    internal readonly record struct Waiter(Func<bool> IsWanted, Action Then, Action<string> Otherwise, IWaits? Import);
}
