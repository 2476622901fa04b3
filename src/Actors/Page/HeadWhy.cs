using System.Globalization;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Page;

/// <summary>
/// Why the head is the head: the walk of `get_head` from the justified block on (`phase0/fork-choice.md#get_head`, through payloads from
/// gloas on), with the weights at each place where there was a choice, the last one first.
/// </summary>
internal static class HeadWhy
{
    /// <summary>The choices that are told, the last before the head.</summary>
    public const int Most = 32;

    /// <summary>Walks a dump of the store, in a slot of the clock.</summary>
    public static Why Of(ForkChoiceDump dump, Slot now)
    {
        var rows = dump.Blocks.ToDictionary(static row => row.Block.Root);
        var children = dump.Blocks.ToLookup(static row => row.Block.ParentRoot);
        var path = PathOf(dump, rows);
        var (points, otherwise) = (new List<WhyPoint>(), new List<string>());
        foreach (var (index, row) in path.Index())
        {
            var next = index + 1 < path.Count ? path[index + 1] : (ForkChoiceBlock?)null;
            var isFull = next is { } child ? child.Block.IsParentFull : dump.Head.PayloadStatus == PayloadStatus.Full;
            if (row.HasNodes)
            {
                Payload(row, isFull, now, dump, points, otherwise);
            }

            var rivals = children[row.Block.Root].Where(other => !row.HasNodes || other.Block.IsParentFull == isFull).ToList();
            if (next is { } taken && rivals.Count > 1)
            {
                Fork(row, taken, rivals, dump, points, otherwise);
            }
        }

        var head = rows.TryGetValue(dump.Head.Root, out var found) ? $"in slot {found.Block.Slot}" : "which is not in memory";
        return new Why(
            $"head {dump.Head.Root}",
            $"{dump.Head.Root} {head}, payload {dump.Head.PayloadStatus.ToString().ToLowerInvariant()}",
            points.Count == 0
                ? "no choice: one branch stands on the justified block"
                : "from the justified block on the heaviest viable child is taken, each time there is a choice",
            [.. points.TakeLast(Most).Reverse()],
            [.. otherwise.TakeLast(Most).Reverse()]);
    }

    private static IReadOnlyList<ForkChoiceBlock> PathOf(ForkChoiceDump dump, Dictionary<Root, ForkChoiceBlock> rows)
    {
        var path = new List<ForkChoiceBlock>();
        var root = dump.Head.Root;
        while (rows.TryGetValue(root, out var row) && path.Count < rows.Count)
        {
            path.Add(row);
            if (root == dump.Justified.Root)
            {
                break;
            }

            root = row.Block.ParentRoot;
        }

        path.Reverse();
        return path;
    }

    private static void Payload(
        ForkChoiceBlock row, bool isFull, Slot now, ForkChoiceDump dump, List<WhyPoint> points, List<string> otherwise)
    {
        var what = $"payload of {Short(row.Block.Root)} in slot {row.Block.Slot}";
        if (!row.HasPayload)
        {
            points.Add(new WhyPoint(what, [new WhyOption("empty", row.Block.Root, row.EmptyWeight, true)], "its payload has not come"));
            otherwise.Add($"the payload of {Short(row.Block.Root)} had come, and had been verified");
            return;
        }

        // There are no votes for the outcomes of a block of the slot before (`is_previous_slot_payload_decision`).
        var isByCommittee = row.Block.Slot + 1 == now;
        var isEntry = dump.Head.Root == row.Block.Root && dump.Head.PayloadStatus == PayloadStatus.Pending;
        if (isEntry)
        {
            points.Add(new WhyPoint(what, [], "it is not decided before the next slot"));
            return;
        }

        points.Add(new WhyPoint(
            what,
            [
                new WhyOption("full", row.Block.Root, row.FullWeight, isFull),
                new WhyOption("empty", row.Block.Root, row.EmptyWeight, !isFull),
            ],
            isByCommittee
                ? $"in the slot after it the payload votes decide: {row.Votes.Present} of {row.Votes.Voted} say that it was there"
                : null));
        if (!isByCommittee)
        {
            var (more, less) = isFull ? (row.FullWeight, row.EmptyWeight) : (row.EmptyWeight, row.FullWeight);
            otherwise.Add($"{Gwei(more, less)} had voted for {Short(row.Block.Root)} {(isFull ? "without" : "with")} its payload");
        }
    }

    private static void Fork(
        ForkChoiceBlock row,
        ForkChoiceBlock taken,
        List<ForkChoiceBlock> rivals,
        ForkChoiceDump dump,
        List<WhyPoint> points,
        List<string> otherwise)
    {
        var heaviest = rivals.Max(static rival => rival.Weight);
        var boosted = rivals.Any(rival => rival.Block.Root == dump.ProposerBoostRoot) ? "the proposer boost is among the weights; " : "";
        points.Add(new WhyPoint(
            $"blocks on {Short(row.Block.Root)} of slot {row.Block.Slot}",
            [
                .. rivals.OrderByDescending(static rival => rival.Weight).ThenByDescending(static rival => rival.Block.Root)
                    .Select(rival => new WhyOption(
                        $"block of slot {rival.Block.Slot} by validator {rival.Block.Summary.ProposerIndex}",
                        rival.Block.Root,
                        rival.Weight,
                        rival.Block.Root == taken.Block.Root)),
            ],
            boosted + (taken.Weight < heaviest ? "the heavier one leads to no viable head"
                : rivals.Count(rival => rival.Weight == heaviest) > 1 ? "of equal weights the higher root is taken"
                : "the heaviest is taken")));
        foreach (var rival in rivals.Where(rival => rival.Block.Root != taken.Block.Root && rival.Weight <= taken.Weight))
        {
            otherwise.Add($"{Gwei(taken.Weight, rival.Weight)} had voted for {Short(rival.Block.Root)} of slot {rival.Block.Slot}");
        }
    }

    private static string Gwei(Gwei more, Gwei less) =>
        $"{((more >= less ? more - less : 0) + 1).ToString("N0", CultureInfo.InvariantCulture)} Gwei more";

    private static string Short(Root root) => root.ToString()[..10];
}
