using Consensoor.Actors.Clock;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Builders;

/// <summary>
/// What is done about a bid that the head's block took: its payload is shown, or withheld for a reason
/// (`gloas/builder.md#honest-payload-withheld-messages`).
/// </summary>
internal sealed record Reveal(MadeBid Made, SignedBeaconBlock Block, Root BlockRoot, string? Withheld)
{
    /// <summary>
    /// Decides by a view at a time; null where its head's block took none of the bids. A block that is the head before its payload is due
    /// was timely, and its payload is shown at once; later the votes on the payload are cast, and it would be shown for nothing.
    /// </summary>
    public static Reveal? Of(ChainView view, DateTimeOffset now, SlotSchedule schedule, MadeBids bids)
    {
        var block = view.Head.Block;
        if (block.Message.Body.SignedExecutionPayloadBid?.Message is not { } bid || bids.Find(bid) is not { } made)
        {
            return null;
        }

        var withheld = now >= schedule.DueAt(bid.Slot, DutyPoint.Payload)
            ? "its block came to be the head after its payload was due"
            : null;
        return new Reveal(made, block, view.Head.Root, withheld);
    }

    /// <summary>
    /// Why the payload of a bid of a slot gone by is not shown, where some block took it; null where none did, or none that is known.
    /// </summary>
    public static string? NotHead(ChainView view, ExecutionPayloadBid bid) => view.Blocks.Values.Any(block =>
        block.Slot == bid.Slot
        && block.Block?.Message.Body.SignedExecutionPayloadBid?.Message is { } taken
        && MadeBids.KeyOf(taken) == MadeBids.KeyOf(bid))
        ? "its block was not the head in its slot"
        : null;
}
