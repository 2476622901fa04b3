using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Columns;

/// <summary>
/// Asks the execution layer for the blobs of a block whose data has not come with it (`deneb/p2p-interface.md`,
/// `fulu/p2p-interface.md#distributed-blob-publishing-using-blobs-retrieved-from-local-execution-layer-client`), has its sidecars made of
/// them, and publishes those that are missing. They take the road of gossip: their lane verifies them against the block, marks them as
/// seen, and gives them to the chain. An execution layer that is away, old, or has no such blobs is no failure.
/// </summary>
internal sealed class RetrievalActor : ReceiveActor
{
    private const int Warned = 64;

    private readonly ChainSpec _spec;
    private readonly SlotSchedule _schedule;
    private readonly IActorRef _network;
    private readonly IActorRef _engine;
    private readonly IActorRef _work;
    private readonly Retrievals _retrievals;
    private readonly BoundedSet<Root> _warned = new(Warned);
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>Builds who asks, for so many blocks at once; the ids go on over its restarts.</summary>
    public RetrievalActor(
        ChainSpec spec, SlotSchedule schedule, int blocks, IActorRef network, IActorRef engine, IActorRef work, RequestIds ids)
    {
        (_spec, _schedule, _network, _engine, _work) = (spec, schedule, network, engine, work);
        _retrievals = new Retrievals(spec, blocks, ids);
        Receive<DataAwaited>(OnAwaited);
        Receive<ColumnsHeld>(held => _retrievals.Hold(held.BlockRoot, held.Columns.Select(static column => column.Index)));
        Receive<BlobsHeld>(held => _retrievals.Hold(held.BlockRoot, held.Blobs.Select(static blob => blob.Index)));
        Receive<BlobsFound>(OnFound);
        Receive<SidecarsMade>(OnMade);
        Receive<SidecarsDropped>(OnDropped);
        Receive<Published>(OnPublished);
        Receive<SlotStarted>(OnSlot);
    }

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes who asks, for so many blocks at once.</summary>
    public static Props Props(
        ChainSpec spec, SlotSchedule schedule, int blocks, IActorRef network, IActorRef engine, IActorRef work)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new RetrievalActor(spec, schedule, blocks, network, engine, work, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var type in (Type[])[typeof(DataAwaited), typeof(ColumnsHeld), typeof(BlobsHeld), typeof(SlotStarted)])
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnAwaited(DataAwaited awaited)
    {
        if (_retrievals.Begin(awaited, Now) is { } question)
        {
            _engine.Tell(question);
        }
    }

    private void OnFound(BlobsFound found)
    {
        var (asked, work) = _retrievals.Take(found);
        if (asked is null)
        {
            return;
        }

        var count = found.Error is null ? found.Blobs.Count(static blob => blob is not null) : (int?)null;
        Context.System.EventStream.Publish(new ExecutionBlobsAsked(asked.Fork, asked.Asked.Count, count, Now - asked.Since));
        if (work is not null)
        {
            // Whoever has to wait longer has it from peers.
            _work.Tell(work with { Deadline = _schedule.StartOf(asked.Awaited.Block.Message.Slot + 2) });
        }
        else if (_log.IsDebugEnabled)
        {
            _log.Debug(
                "no sidecars of block {0} are made: of {1} blobs the execution layer has {2}",
                asked.Awaited.Root,
                asked.Asked.Count,
                found.Error ?? $"{count}");
        }
    }

    private void OnMade(SidecarsMade made)
    {
        // Some may have come by gossip while they were made.
        var missing = _retrievals.End(made.BlockRoot);
        foreach (var column in made.Columns.Where(column => missing.Contains(column.Index)))
        {
            Publish(column, Custody.ComputeSubnetForDataColumnSidecar(_spec.Config, column.Index));
        }

        foreach (var blob in made.Blobs.Where(blob => missing.Contains(blob.Index)))
        {
            var fork = _spec.ForkAtSlot(blob.SignedBlockHeader.Message.Slot);
            Publish(blob, BlobSidecars.ComputeSubnetForBlobSidecar(_spec.Config, fork, blob.Index));
        }
    }

    private void Publish(object sidecar, ulong subnet) =>
        _network.Tell(new Publish(sidecar, subnet) { Source = Source.ExecutionLayer.Instance });

    private void OnDropped(SidecarsDropped dropped)
    {
        _retrievals.End(dropped.BlockRoot);
        _log.Debug("the sidecars of block {0} are not made of the execution layer's blobs: {1}", dropped.BlockRoot, dropped.Reason);
    }

    private void OnPublished(Published published)
    {
        if (published.Decision != GossipDecision.Reject)
        {
            return;
        }

        var root = published.Message is BlobSidecar blob
            ? BlobSidecars.RootOf(blob, _spec.Ssz(_spec.ForkAtSlot(blob.SignedBlockHeader.Message.Slot)))
            : ColumnRequests.RootOf(_spec, (DataColumnSidecar)published.Message);
        if (_warned.Add(root))
        {
            _log.Warning("the execution layer's blobs are not those of block {0}: {1}", root, published.Reason);
        }
    }

    private void OnSlot(SlotStarted started)
    {
        _retrievals.GiveUp(started.Slot < 2 ? 0 : started.Slot - 2);
        Context.System.EventStream.Publish(
            new QueueStatus("retrieval", _retrievals.Count, _retrievals.Bound, _retrievals.Dropped));
    }
}
