using System.Globalization;
using Consensoor.Actors.Clock;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Page;

/// <summary>What became of a block and its payload, when, and why: from the view, and from what is remembered of refusals.</summary>
internal static class BlockWhy
{
    /// <summary>Gathers what is known under a root; null where that is nothing.</summary>
    public static Why? Of(Root root, ChainLookup? lookup, Board board, ChainView view, SlotSchedule schedule)
    {
        var refusals = board.Refusals.Where(refusal => refusal.Root == root).ToList();
        var seen = board.Slots.SelectMany(static slot => slot.Blocks.Select(block => (slot.Slot, Block: block)))
            .Where(one => one.Block.Times.Root == root).Select(static one => ((Slot, BoardBlock)?)one).FirstOrDefault();
        if (lookup is null && refusals.Count == 0 && seen is null)
        {
            return null;
        }

        var slot = seen?.Item1 ?? lookup?.Block?.Message.Slot ?? refusals.Select(static refusal => refusal.Slot).FirstOrDefault();
        var (points, otherwise) = (new List<WhyPoint>(), new List<string>());
        if (seen is (var at, { } block))
        {
            Times(block, schedule.StartOf(at), schedule.DurationOf(at), points);
            points.Add(new WhyPoint("graffiti", [], block.Graffiti));
        }

        foreach (var refusal in refusals)
        {
            points.Add(new WhyPoint(
                $"{refusal.Thing.ToString().ToLowerInvariant()} refused by {refusal.Function}",
                [],
                $"{refusal.Reason}; from {refusal.Peer ?? refusal.Way}{(refusal.IsBlamed ? ", whose score fell" : "")}"));
            if (refusal.Thing != RefusedThing.Message)
            {
                otherwise.Add($"this had held: {refusal.Reason}");
            }
        }

        var known = view.Blocks.GetValueOrDefault(root);
        var payload = Payload(known, view, otherwise);
        var (decision, reason) = lookup switch
        {
            null when refusals.FindLast(static refusal => refusal.Thing == RefusedThing.Block) is { } last => ("refused", last.Reason),
            null when seen is null && refusals.Count > 0 => ("not here", "it did not come, and what names it was refused"),
            null => ("not kept", "it was imported, and is on no branch that is kept"),
            { IsCanonical: true, IsFinalized: true } => ("finalized", $"it is on the finalized chain{payload}"),
            { IsCanonical: true } => ("on the head's chain", $"fork choice leads through it{payload}"),
            _ => ("left aside", $"fork choice leads past it{payload}: /consensoor/v1/head/why says by which weights"),
        };
        return new Why(slot is { } of ? $"block {root} of slot {of}" : $"block {root}", decision, reason, points, otherwise);
    }

    private static string Payload(ChainBlock? known, ChainView view, List<string> otherwise)
    {
        if (known is null || view.Spec.ForkAtSlot(known.Slot) < ForkName.Gloas)
        {
            return "";
        }

        if (!known.HasEnvelope)
        {
            otherwise.Add("its builder had shown the payload in time, and all its columns");
            return known.PayloadSeenAt is null
                ? ", without its payload, which has not come"
                : ", and its payload has come and is not verified";
        }

        return known.IsOptimistic ? ", its payload not decided by the execution layer" : ", with its payload verified";
    }

    private static void Times(BoardBlock block, DateTimeOffset start, TimeSpan duration, List<WhyPoint> points)
    {
        Add($"seen, from {block.Peer ?? block.Way}", block.Times.SeenAt);
        Add("imported", block.Times.ImportedAt);
        Add("head for the first time", block.Times.HeadAt);
        Add($"first of {block.Columns} columns or blobs", block.FirstColumnAt);
        Add("last of them", block.LastColumnAt);
        Add("answered by the execution layer", block.Times.ExecutionAt);
        Add("payload imported", block.Times.PayloadAt);

        void Add(string what, DateTimeOffset? at)
        {
            if (at is { } time)
            {
                var after = time - start;
                points.Add(new WhyPoint(what, [], string.Create(
                    CultureInfo.InvariantCulture, $"{after.TotalMilliseconds:0} ms into the slot ({after / duration * 10_000:0} bps)")));
            }
        }
    }
}
