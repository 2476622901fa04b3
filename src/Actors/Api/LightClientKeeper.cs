using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>
/// Derives light client updates from the heads of the chain (`altair/light-client/full-node.md`), and keeps the best of each of the last
/// <see cref="Periods"/> sync committee periods and the newest. All of it is since the node began.
/// </summary>
public sealed class LightClientKeeper : ReceiveActor
{
    /// <summary>How many periods are kept; the oldest goes.</summary>
    public const int Periods = 128;

    // A head's parent is among the last blocks that were imported, or is made up for by the next head.
    private const int Recent = 16;

    private readonly LatestLightClient _place;
    private readonly ChainGenesis? _genesis;
    private readonly Queue<(Root Root, SignedBeaconBlock Block, BeaconState State)> _recent = new();
    private readonly Queue<(Root Root, SignedBeaconBlock Block)> _finalized = new();
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
        var parent = _recent.FirstOrDefault(one => one.Root == head.Block.Message.ParentRoot);
        if (parent.State is not { ForkName: >= ForkName.Altair } attested || head.Block.Message.Body.SyncAggregate is null)
        {
            return;
        }

        var (update, _) = FullNode.CreateLightClientUpdate(head.State, head.Block, attested, parent.Block, Finalized(attested));
        if (update is null)
        {
            return;
        }

        var (view, fork, spec) = (_place.Current, attested.ForkName, attested.Spec);
        var period = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, parent.Block.Message.Slot);
        var updates = view.Updates;
        if (LightClientUpdates.IsSyncCommitteeUpdate(update)
            && (!updates.TryGetValue(period, out var best) || LightClientUpdates.IsBetterUpdate(update, best.Update, spec)))
        {
            updates = updates.SetItem(period, (fork, update));
            updates = updates.Count > Periods ? updates.Remove(updates.Keys.First()) : updates;
        }

        var finality = LightClientUpdates.IsFinalityUpdate(update)
            ? (fork, FullNode.CreateLightClientFinalityUpdate(update))
            : view.Finality;
        var next = new LightClientView(updates, finality, (fork, FullNode.CreateLightClientOptimisticUpdate(update)));
        _place.Take(next);
        Context.System.EventStream.Publish(new LightClientAdvanced(next, next.Finality != view.Finality));
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
