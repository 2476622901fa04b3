using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>Data columns, fulu on, in any order among themselves and with their block and its payload.</summary>
public sealed partial class ChainCore
{
    /// <summary>Blocks need the columns that this node samples from now on; those that had theirs before need no more.</summary>
    public void On(SamplingChanged changed) => _columns.Sampled = changed.Custody.Sampled;

    /// <summary>Takes in data columns of a block, verified on gossip or to be verified first; answers which of the two.</summary>
    public void Import(ImportDataColumns command, IActorRef sender)
    {
        if (command.AreVerified)
        {
            _columns.Hold(command.BlockRoot, command.Columns);
            _ports.Answer(sender, new ImportOutcome(command.BlockRoot, ImportVerdict.Imported, Source: command.Source));
            ResumeData(command.BlockRoot);
            return;
        }

        _columns.Await(command.BlockRoot, command.Columns, command.Source);
        _ports.Answer(sender, new ImportOutcome(command.BlockRoot, ImportVerdict.Waiting, Source: command.Source));
        VerifyEarlyColumns(command.BlockRoot);
    }

    /// <summary>
    /// Columns were checked against their block. Who gave those that do not hold answers for them, and what is missing still is said again.
    /// </summary>
    public void On(DataColumnsVerified done)
    {
        foreach (var column in done.Valid)
        {
            _columns.Settle(done.BlockRoot, column);
        }

        foreach (var refused in done.Invalid
            .Select(column => (column.Index, Source: _columns.Settle(done.BlockRoot, column)))
            .Where(static refused => refused.Source is not null)
            .GroupBy(static refused => refused.Source!))
        {
            var columns = refused.Select(static column => column.Index).Distinct().ToArray();
            _ports.Warn($"columns {string.Join(", ", columns)} of block {done.BlockRoot} ({refused.Key.Way}) do not belong to it");
            Publish(new ColumnsRefused(done.BlockRoot, refused.Key, columns, "they do not belong to the block"));
        }

        if (done.Valid.Count > 0)
        {
            _columns.Hold(done.BlockRoot, done.Valid);
            _ports.Tell(new ColumnsHeld(done.BlockRoot, done.Valid));
            ResumeData(done.BlockRoot);
        }

        if (WaitsForData(done.BlockRoot) is { } waiting)
        {
            PublishMissingData(done.BlockRoot, waiting);
        }
    }

    /// <summary>Nobody looked at these columns: they wait for the next occasion, unless a worker failed on them.</summary>
    public void On(DataColumnsDropped dropped)
    {
        foreach (var column in dropped.Columns)
        {
            if (_columns.Settle(dropped.BlockRoot, column) is { } source && dropped.Reason != WorkDrop.WorkerFailed)
            {
                _columns.Await(dropped.BlockRoot, [column], source);
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
        else if (_imports.TryGetValue(root, out var block) && block.AwaitsData && _columns.IsComplete(root))
        {
            block.AwaitsData = false;
            Accept(block);
        }
    }

    /// <summary>
    /// `is_data_available` (`fulu/fork-choice.md`, `gloas/fork-choice.md`) on the columns that this node samples. Peers are not bound to
    /// have those of blocks older than MIN_EPOCHS_FOR_DATA_COLUMN_SIDECARS_REQUESTS, which count as available.
    /// </summary>
    private bool IsDataAvailable(Root root) =>
        CommitmentsOf(root) is not { Count: > 0 } || _columns.IsComplete(root) || !IsDataKept(BlockOf(root)!.Message.Slot);

    private bool IsDataKept(Slot slot) =>
        Misc.ComputeEpochAtSlot(_spec.Preset, slot) + _spec.Config.MinEpochsForDataColumnSidecarsRequests
            >= Misc.ComputeEpochAtSlot(_spec.Preset, CurrentSlot);

    /// <summary>The commitments of a block of <see cref="BlockOf"/>; null for any other.</summary>
    private SszList<KZGCommitment>? CommitmentsOf(Root root) =>
        BlockOf(root) is { } block ? DataColumnSidecars.CommitmentsOf(block.Message.Body) : null;

    /// <summary>
    /// A block whose body is here, or that is on its way and whose transition is done: before, nobody has verified its signature, which the
    /// columns of fulu carry too.
    /// </summary>
    private SignedBeaconBlock? BlockOf(Root root) => _store.Blocks.ContainsKey(root)
        ? _blocks.GetValueOrDefault(root)
        : _imports.GetValueOrDefault(root) is { PostState: not null } import ? import.Block : null;

    /// <summary>Where the block or payload came from that waits for columns of a block; null where nothing does.</summary>
    private Source? WaitsForData(Root root) =>
        _envelopeImports.TryGetValue(root, out var envelope) && envelope.AwaitsData ? envelope.Source
        : _imports.TryGetValue(root, out var block) && block.AwaitsData ? block.Source
        : null;

    private void VerifyEarlyColumns(Root root)
    {
        if (BlockOf(root) is not { } block || CommitmentsOf(root) is not { } commitments)
        {
            return;
        }

        var columns = _columns.TakeUnverified(root);
        if (columns.Count > 0)
        {
            var context = _spec.Ssz(_spec.ForkAtSlot(block.Message.Slot));
            _ports.Verify(new VerifyDataColumns(WorkPriority.Payload, root, commitments, columns) { Of = (block, context) });
        }
    }

    private void PublishMissingData(Root root, Source source)
    {
        var missing = _columns.Missing(root);
        if (missing.Count > 0)
        {
            Publish(new DataMissing(root, missing, source));
        }
    }

    /// <summary>
    /// Columns come by gossip with their block or payload, which is given the time until the next deadline; what was fetched, and what is
    /// of an earlier slot, waits for columns that have to be fetched too.
    /// </summary>
    private void PublishMissingDataUnlessOnItsWay(Root root, Slot slot, Source source)
    {
        if (source is Source.Sync or Source.Replay || slot != CurrentSlot)
        {
            PublishMissingData(root, source);
        }
    }

    /// <summary>
    /// Columns that were dropped unverified while their block or payload waits for them are asked about again, and those that gossip did
    /// not bring are to be fetched.
    /// </summary>
    private void RetryColumns()
    {
        foreach (var root in _columns.Unverified())
        {
            VerifyEarlyColumns(root);
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
