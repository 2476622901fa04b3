using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.State;

namespace Consensoor.Actors.LightClients;

/// <summary>
/// Derives light client updates from the heads of the chain (`altair/light-client/full-node.md`), and keeps the best of each of the last
/// <see cref="Periods"/> sync committee periods on the head's chain (<see cref="BestUpdates"/>) and the newest. All of it is since the
/// node began.
/// </summary>
public sealed class LightClientKeeper : ReceiveActor
{
    /// <summary>How many periods are kept; the oldest goes.</summary>
    public const int Periods = 128;

    // A head's parent is among the last blocks that were imported, or is made up for by the next head.
    private const int Recent = 16;

    // As many as half a day has, and those of branches: by then finality has settled which are the head's.
    private const int Blocks = 4096;

    private readonly LatestLightClient _place;
    private readonly ChainGenesis? _genesis;
    private readonly Queue<(Root Root, SignedBeaconBlock Block, BeaconState State)> _recent = new();
    private readonly Queue<(Root Root, SignedBeaconBlock Block)> _finalized = new();
    private BestUpdates? _best;
    private Root _head;

    /// <summary>Keeps them in a place.</summary>
    public LightClientKeeper(LatestLightClient place, ChainGenesis? genesis)
    {
        (_place, _genesis) = (place, genesis);
        Receive<BlockImported>(imported => Remember(_recent, (imported.Root, imported.Block, imported.PostState)));
        Receive<FinalizedCheckpointAdvanced>(OnFinalized);
        Receive<HeadChanged>(OnHead);
    }

    /// <summary>Describes the keeper of a place.</summary>
    public static Props Props(LatestLightClient place, ChainGenesis? genesis) =>
        Akka.Actor.Props.Create(() => new LightClientKeeper(place, genesis));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(IChainEvent));

    private static void Remember<T>(Queue<T> queue, T item)
    {
        queue.Enqueue(item);
        if (queue.Count > Recent)
        {
            queue.Dequeue();
        }
    }

    private void OnFinalized(FinalizedCheckpointAdvanced advanced)
    {
        if (advanced.Block is { } block)
        {
            Remember(_finalized, (advanced.Finalized.Root, block));
        }
    }

    private void OnHead(HeadChanged changed)
    {
        var head = changed.Head;
        if (head.Root == _head)
        {
            return;
        }

        _head = head.Root;
        var view = _place.Current;
        _best ??= new BestUpdates(head.State.Spec, Blocks);
        var made = Add(_best, (head.Root, head.Block, head.State), view.Updates);
        var updates = _best.Follow(head.Root, view.Updates);
        updates = updates.Count > Periods ? updates.Remove(updates.Keys.First()) : updates;
        if (made is not var (fork, update))
        {
            _place.Take(view with { Updates = updates });
            return;
        }

        var finality = LightClientUpdates.IsFinalityUpdate(update)
            ? (fork, FullNode.CreateLightClientFinalityUpdate(update))
            : view.Finality;
        var next = new LightClientView(updates, finality, (fork, FullNode.CreateLightClientOptimisticUpdate(update)));
        _place.Take(next);
        Context.System.EventStream.Publish(new LightClientAdvanced(next, next.Finality != view.Finality));
    }

    // Adds the blocks of a branch up to its head that were no heads themselves; gives the head's own update.
    private (ForkName Fork, LightClientUpdate Update)? Add(
        BestUpdates best,
        (Root Root, SignedBeaconBlock Block, BeaconState State) head,
        ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> served)
    {
        var path = new Stack<(Root Root, SignedBeaconBlock Block, BeaconState State)>([head]);
        while (_recent.FirstOrDefault(one => one.Root == path.Peek().Block.Message.ParentRoot) is { State: not null } parent
            && !best.Knows(parent.Root))
        {
            path.Push(parent);
        }

        (ForkName Fork, LightClientUpdate Update)? made = null;
        foreach (var (root, block, state) in path)
        {
            made = Update(block, state);
            best.Add(
                root,
                block.Message.ParentRoot,
                block.Message.Slot,
                made is { } one && LightClientUpdates.IsSyncCommitteeUpdate(one.Update) ? made : null,
                served);
        }

        return made;
    }

    private (ForkName Fork, LightClientUpdate Update)? Update(SignedBeaconBlock block, BeaconState state)
    {
        var parent = _recent.FirstOrDefault(one => one.Root == block.Message.ParentRoot);
        return parent.State is { ForkName: >= ForkName.Altair } attested
            && block.Message.Body.SyncAggregate is not null
            && FullNode.CreateLightClientUpdate(state, block, attested, parent.Block, Finalized(attested)).Update is { } update
                ? (attested.ForkName, update)
                : null;
    }

    private SignedBeaconBlock? Finalized(BeaconState attested)
    {
        var root = attested.FinalizedCheckpoint.Root;
        var block = root == Root.Zero ? _genesis?.Block : _finalized.FirstOrDefault(one => one.Root == root).Block;
        return block is not null
            && (block.Message.Slot == Spec.Constants.GenesisSlot || attested.Spec.ForkAtSlot(block.Message.Slot) >= ForkName.Altair)
            ? block
            : null;
    }
}
