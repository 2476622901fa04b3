using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Sync;

/// <content>Gives what range sync fetched to the chain, and its offenders to the network.</content>
public sealed partial class SyncActor
{
    private readonly HashSet<Root> _rangeRoots = [];

    private void Do(RangeStep step)
    {
        foreach (var offender in step.Offenders ?? [])
        {
            Penalize(offender, step.Offence, step.Reason);
        }

        if (step.Import is { } batch)
        {
            Import(batch);
        }
    }

    /// <summary>
    /// Gives a range to the chain, each block behind its data and before its envelope, and all from here, so that they come in this order.
    /// Data of other blocks, which may be of none at all, takes no place of theirs in the chain.
    /// </summary>
    private void Import(RangeBatch batch)
    {
        var source = new Source.Sync(batch.Peer);
        _rangeRoots.Clear();
        _rangeRoots.UnionWith(batch.Blocks.Select(block => WantedItems.RootOf(block, _spec)));
        foreach (var (giver, given) in batch.Columns)
        {
            foreach (var columns in given.GroupBy(column => WantedItems.RootOf(column, _spec)).Where(IsOfRange))
            {
                _chain.Tell(
                    new ImportDataColumns(columns.Key, [.. columns], AreVerified: false, new Source.Sync(giver)),
                    _relays[WantKind.Columns]);
            }
        }

        foreach (var (giver, given) in batch.Blobs)
        {
            foreach (var blobs in given.GroupBy(blob => WantedItems.RootOf(blob, _spec)).Where(IsOfRange))
            {
                _chain.Tell(
                    new ImportBlobs(blobs.Key, [.. blobs], AreVerified: false, new Source.Sync(giver)), _relays[WantKind.Blobs]);
            }
        }

        var envelopes = batch.Envelopes.ToLookup(static envelope => envelope.Message.Payload.SlotNumber);
        foreach (var block in batch.Blocks)
        {
            var slot = block.Message.Slot;
            _chain.Tell(new ImportBlock(block, _spec.ForkAtSlot(slot), source), _relays[WantKind.Block]);
            foreach (var envelope in envelopes[slot])
            {
                _chain.Tell(new ImportEnvelope(envelope, source), _relays[WantKind.Envelope]);
            }
        }
    }

    private bool IsOfRange<T>(IGrouping<Root, T> sidecars) => _rangeRoots.Contains(sidecars.Key);
}
