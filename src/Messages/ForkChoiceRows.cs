using Consensoor.Spec.ForkChoice;

namespace Consensoor.Messages;

/// <summary>
/// Describes one node of the fork-choice store as the Beacon API does; Weight is the Gwei of the votes for it and what stands on it.
/// </summary>
public readonly record struct ForkChoiceRow(
    ForkChoiceBlock Of, HeadPayloadStatus PayloadStatus, Gwei Weight, bool IsHead, bool IsOptimistic)
{
    /// <summary>The block that it is a node of.</summary>
    public ChainBlock Block => Of.Block;
}

/// <summary>Makes the rows of a dump, away from the chain's thread.</summary>
public static class ForkChoiceRows
{
    /// <summary>Gives a row for each block and, from gloas on, for each outcome of its payload; by slot and root.</summary>
    public static IEnumerable<ForkChoiceRow> Of(ForkChoiceDump dump)
    {
        // By slot parents come first: a block without a payload is as undecided as the last payload its chain has.
        var undecided = new Dictionary<Root, (bool Empty, bool Full)>(dump.Blocks.Count);
        foreach (var row in dump.Blocks.OrderBy(static row => (row.Block.Slot, row.Block.Root)))
        {
            var block = row.Block;
            var below = undecided.GetValueOrDefault(block.ParentRoot);
            var isEmptyUndecided = block.IsParentFull ? below.Full : below.Empty;
            var isUndecided = isEmptyUndecided || block.IsOptimistic;
            undecided[block.Root] = (isEmptyUndecided, block.IsOptimistic);
            if (!row.HasNodes)
            {
                var status = row.HasPayload ? HeadPayloadStatus.Full : HeadPayloadStatus.None;
                yield return new ForkChoiceRow(row, status, row.Weight, dump.Head.Root == block.Root, isUndecided);
                continue;
            }

            yield return new ForkChoiceRow(
                row, HeadPayloadStatus.Pending, row.Weight, IsHead(PayloadStatus.Pending), isUndecided);
            yield return new ForkChoiceRow(
                row, HeadPayloadStatus.Empty, row.EmptyWeight, IsHead(PayloadStatus.Empty), isEmptyUndecided);
            if (row.HasPayload)
            {
                yield return new ForkChoiceRow(
                    row, HeadPayloadStatus.Full, row.FullWeight, IsHead(PayloadStatus.Full), isUndecided);
            }

            bool IsHead(PayloadStatus status) => dump.Head.Root == block.Root && dump.Head.PayloadStatus == status;
        }
    }
}
