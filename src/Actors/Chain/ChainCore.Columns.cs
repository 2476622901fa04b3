using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The data of blocks: data columns from fulu on, blob sidecars before, in any order among themselves and with their block and its payload.
/// </summary>
public sealed partial class ChainCore
{
    /// <summary>Blocks need the columns that this node samples from now on; those that had theirs before need no more.</summary>
    public void On(SamplingChanged changed) => _columns.Sampled = changed.Custody.Sampled;

    /// <summary>Takes in data columns of a block, verified on gossip or to be verified first; answers which of the two.</summary>
    public void Import(ImportDataColumns command, IActorRef sender) =>
        TakeIn(_columns, command.BlockRoot, command.Columns, command.AreVerified, command.Source, sender);

    /// <summary>
    /// Columns were checked against their block. Who gave those that do not hold answers for them, and what is missing still is said again.
    /// </summary>
    public void On(DataColumnsVerified done)
    {
        var source = Settle(_columns, "columns", done.BlockRoot, done.Valid, done.Invalid, static column => column.Index);
        if (done.Valid.Count > 0)
        {
            _ports.Tell(new ColumnsHeld(done.BlockRoot, done.Valid) { Source = source });
        }

        GoOn(done.BlockRoot, done.Valid.Count > 0);
    }

    /// <summary>Nobody looked at these columns: they wait for the next occasion, unless a worker failed on them.</summary>
    public void On(DataColumnsDropped dropped) => AwaitAgain(_columns, dropped.BlockRoot, dropped.Columns, dropped.Reason);

    private void TakeIn<T>(
        SidecarCollector<T> collector, Root root, IReadOnlyList<T> sidecars, bool areVerified, Source source, IActorRef sender)
        where T : class
    {
        if (areVerified)
        {
            collector.Hold(root, sidecars);
            _ports.Answer(sender, new ImportOutcome(root, ImportVerdict.Imported, Source: source));
            ResumeData(root);
            return;
        }

        collector.Await(root, sidecars, source);
        _ports.Answer(sender, new ImportOutcome(root, ImportVerdict.Waiting, Source: source));
        VerifyEarlyData(root);
    }

    /// <summary>Ends a verification; gives where the sidecars that hold came from, null where that is not one place.</summary>
    private Source? Settle<T>(
        SidecarCollector<T> collector,
        string what,
        Root root,
        IReadOnlyList<T> valid,
        IReadOnlyList<T> invalid,
        Func<T, ulong> indexOf)
        where T : class
    {
        Source?[] sources = [.. valid.Select(sidecar => collector.Settle(root, sidecar)).Distinct()];

        foreach (var refused in invalid
            .Select(sidecar => (Index: indexOf(sidecar), Source: collector.Settle(root, sidecar)))
            .Where(static refused => refused.Source is not null)
            .GroupBy(static refused => refused.Source!))
        {
            var indices = refused.Select(static sidecar => sidecar.Index).Distinct().ToArray();
            _ports.Warn($"{what} {string.Join(", ", indices)} of block {root} ({refused.Key.Way}) do not belong to it");
            Publish(new SidecarsRefused(root, refused.Key, what, indices, "they do not belong to the block"));
        }

        if (valid.Count > 0)
        {
            collector.Hold(root, valid);
        }

        return sources is [{ } one] ? one : null;
    }

    private void GoOn(Root root, bool isSomeHere)
    {
        if (isSomeHere)
        {
            ResumeData(root);
        }

        if (WaitsForData(root) is { } waiting)
        {
            PublishMissingData(root, waiting);
        }
    }

    private static void AwaitAgain<T>(SidecarCollector<T> collector, Root root, IReadOnlyList<T> sidecars, WorkDrop reason)
        where T : class
    {
        foreach (var sidecar in sidecars)
        {
            if (collector.Settle(root, sidecar) is { } source && reason != WorkDrop.WorkerFailed)
            {
                collector.Await(root, [sidecar], source);
            }
        }
    }

    private void ResumeData(Root root)
    {
        if (_viewBlocks.TryGetValue(root, out var seen) && !seen.HasData && IsDataAvailable(root))
        {
            Note(_store.Blocks[root]);
            Show();
        }

        if (_envelopeImports.TryGetValue(root, out var envelope) && envelope.AwaitsData && IsDataAvailable(root))
        {
            Accept(envelope);
        }
        else if (_imports.TryGetValue(root, out var block) && block.AwaitsData && IsDataComplete(root, block.Block))
        {
            block.AwaitsData = false;
            Accept(block);
        }
    }

    /// <summary>
    /// `is_data_available` on all blobs (`deneb/fork-choice.md`), or on the columns that this node samples (`fulu/fork-choice.md`,
    /// `gloas/fork-choice.md`). Blocks whose data peers are not bound to have any more count as available.
    /// </summary>
    private bool IsDataAvailable(Root root) => BlockOf(root) is not { } block
        || DataColumnSidecars.CommitmentsOf(block.Message.Body) is not { Count: > 0 }
        || IsDataComplete(root, block)
        || !IsDataKept(block.Message.Slot);

    /// <summary>True where all data that a block with blobs needs was here and holds.</summary>
    private bool IsDataComplete(Root root, SignedBeaconBlock block) =>
        HasColumns(block) ? _columns.IsComplete(root) : _blobs.IsComplete(root, BlobsOf(block));

    private bool HasColumns(SignedBeaconBlock block) => _spec.ForkAtSlot(block.Message.Slot) >= ForkName.Fulu;

    /// <summary>
    /// True where peers are bound to have the data of a slot's block: for MIN_EPOCHS_FOR_BLOB_SIDECARS_REQUESTS before fulu, for
    /// MIN_EPOCHS_FOR_DATA_COLUMN_SIDECARS_REQUESTS from it on.
    /// </summary>
    private bool IsDataKept(Slot slot)
    {
        var epochs = _spec.ForkAtSlot(slot) < ForkName.Fulu
            ? _spec.Config.MinEpochsForBlobSidecarsRequests
            : _spec.Config.MinEpochsForDataColumnSidecarsRequests;
        var current = Misc.ComputeEpochAtSlot(_spec.Preset, CurrentSlot);
        return Misc.ComputeEpochAtSlot(_spec.Preset, slot) >= Misc.SaturatingSub(current, epochs);
    }

    /// <summary>
    /// A block whose body is here, or that is on its way and whose transition is done: before, nobody has verified its signature, which
    /// blobs and the columns of fulu carry too.
    /// </summary>
    private SignedBeaconBlock? BlockOf(Root root) => _store.Blocks.ContainsKey(root)
        ? _blocks.GetValueOrDefault(root)
        : _imports.GetValueOrDefault(root) is { PostState: not null } import ? import.Block : null;

    /// <summary>Where the block or payload came from that waits for data of a block; null where nothing does.</summary>
    private Source? WaitsForData(Root root) =>
        _envelopeImports.TryGetValue(root, out var envelope) && envelope.AwaitsData ? envelope.Source
        : _imports.TryGetValue(root, out var block) && block.AwaitsData ? block.Source
        : null;

    /// <summary>Has what came before its block verified, now that the block is known.</summary>
    private void VerifyEarlyData(Root root)
    {
        if (BlockOf(root) is not { } block || DataColumnSidecars.CommitmentsOf(block.Message.Body) is not { } commitments)
        {
            return;
        }

        var context = _spec.Ssz(_spec.ForkAtSlot(block.Message.Slot));
        if (_columns.TakeUnverified(root) is { Count: > 0 } columns)
        {
            _ports.Verify(new VerifyDataColumns(WorkPriority.Payload, root, commitments, columns) { Of = (block, context) });
        }

        if (_blobs.TakeUnverified(root) is { Count: > 0 } blobs)
        {
            _ports.Verify(new VerifyBlobs(WorkPriority.Payload, root, blobs) { Of = (block, context) });
        }
    }

    /// <summary>Says of a new block that is not this node's own which of its data is missing; the execution layer may have it.</summary>
    private void PublishAwaitedData(BlockImport import)
    {
        var commitments = DataColumnSidecars.CommitmentsOf(import.Block.Message.Body);
        if (import.Source is Source.Own or Source.Replay || commitments is not { Count: > 0 } || import.Slot + 1 < CurrentSlot)
        {
            return;
        }

        var missing = HasColumns(import.Block)
            ? _columns.Missing(import.Root)
            : _blobs.Missing(import.Root, BlobsOf(import.Block));
        if (missing.Count > 0)
        {
            Publish(new DataAwaited(import.Root, import.Block, ColumnSet.Of(missing)));
        }
    }

    private void PublishMissingData(Root root, Source source)
    {
        if (BlockOf(root) is not { } block)
        {
            return;
        }

        if (HasColumns(block))
        {
            if (_columns.Missing(root) is { Count: > 0 } columns)
            {
                Publish(new DataMissing(root, columns, source));
            }
        }
        else if (_blobs.Missing(root, BlobsOf(block)) is { Count: > 0 } blobs)
        {
            Publish(new BlobsMissing(root, blobs, source));
        }
    }

    /// <summary>
    /// Data comes by gossip with its block or payload, which is given the time until the next deadline; what was fetched, and what is of an
    /// earlier slot, waits for data that has to be fetched too.
    /// </summary>
    private void PublishMissingDataUnlessOnItsWay(Root root, Slot slot, Source source)
    {
        if (source is Source.Sync or Source.Replay || slot != CurrentSlot)
        {
            PublishMissingData(root, source);
        }
    }

    /// <summary>
    /// Data that was dropped unverified while its block or payload waits for it is asked about again, and what gossip did not bring is to
    /// be fetched.
    /// </summary>
    private void RetryData()
    {
        foreach (var root in _columns.Unverified().Concat(_blobs.Unverified()).ToArray())
        {
            VerifyEarlyData(root);
        }

        Root[] waiting = [.. _imports.Keys, .. _envelopeImports.Keys];
        foreach (var root in waiting)
        {
            if (WaitsForData(root) is { } source)
            {
                PublishMissingData(root, source);
            }
        }
    }
}
