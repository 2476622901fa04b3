using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Page;

/// <summary>Writes what came in a slot and when, with what was expected.</summary>
internal static class SlotWriter
{
    /// <summary>Writes a slot, with what the view knows of its blocks.</summary>
    public static void Write(Utf8JsonWriter writer, BoardSlot slot, ChainView view, SlotSchedule schedule)
    {
        var state = view.Head.State;
        var epoch = schedule.EpochOf(slot.Slot);
        writer.WriteStartObject();
        writer.WriteUnsigned("slot", slot.Slot);
        writer.WriteTime("started_at", schedule.StartOf(slot.Slot));
        writer.WriteMilliseconds("slot_ms", schedule.DurationOf(slot.Slot));
        writer.WriteString("proposer_index", ProposerOf(slot.Slot, view) is { } proposer ? ApiJson.Text(proposer) : null);
        writer.WriteNumber(
            "attesters",
            (Accessors.GetActiveValidatorIndices(state, Math.Min(epoch, Accessors.GetCurrentEpoch(state))).Length
                + (int)view.Spec.Preset.SlotsPerEpoch - 1) / (int)view.Spec.Preset.SlotsPerEpoch);
        writer.WriteNumber("payload_attesters", view.Spec.ForkAtSlot(slot.Slot) >= ForkName.Gloas ? (int)view.Spec.Preset.PtcSize : 0);
        writer.WriteStartArray("blocks");
        foreach (var block in slot.Blocks)
        {
            Write(writer, block, view);
        }

        writer.WriteEndArray();
        writer.WriteCounts("votes", slot.Votes);
        writer.WriteCounts("aggregates", slot.Aggregates);
        writer.WriteCounts("payload_present", slot.PayloadPresent);
        writer.WriteCounts("payload_absent", slot.PayloadAbsent);
        writer.WriteStartArray("bids");
        foreach (var bid in slot.Bids)
        {
            writer.WriteStartObject();
            writer.WriteUnsigned("builder_index", bid.Builder);
            writer.WriteUnsigned("value_gwei", bid.Value);
            writer.WriteString("block_hash", bid.BlockHash.ToString());
            writer.WriteString("parent_root", bid.Parent.ToString());
            writer.WriteTime("at", bid.At);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("other_bids", slot.OtherBids);
        writer.WriteStartObject("duties");
        foreach (var (kind, (done, missed)) in slot.Duties)
        {
            writer.WriteStartObject(JsonNamingPolicy.SnakeCaseLower.ConvertName($"{kind}"));
            writer.WriteNumber("done", done);
            writer.WriteNumber("missed", missed);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BoardBlock block, ChainView view)
    {
        var known = view.Blocks.GetValueOrDefault(block.Times.Root);
        writer.WriteStartObject();
        writer.WriteString("root", block.Times.Root.ToString());
        writer.WriteBoolean("canonical", view.IsCanonical(block.Times.Root));
        writer.WriteBoolean("in_memory", known is not null);
        writer.WriteUnsigned("proposer_index", block.Proposer);
        writer.WriteString("graffiti", block.Graffiti);
        writer.WriteString("way", block.Way);
        writer.WriteString("peer", block.Peer);
        writer.WriteString("builder_index", block.Builder is { } builder ? ApiJson.Text(builder) : null);
        writer.WriteUnsigned("value_gwei", block.Value);
        writer.WriteString("bid_block_hash", block.BlockHash?.ToString());
        writer.WriteTime("seen_at", block.Times.SeenAt);
        writer.WriteTime("imported_at", block.Times.ImportedAt);
        writer.WriteTime("execution_at", block.Times.ExecutionAt);
        writer.WriteTime("head_at", block.Times.HeadAt);
        writer.WriteTime("payload_seen_at", known?.PayloadSeenAt);
        writer.WriteTime("payload_at", block.Times.PayloadAt);
        writer.WriteNumber("blobs", block.Blobs);
        writer.WriteNumber("columns", block.Columns);
        writer.WriteTime("first_column_at", block.FirstColumnAt);
        writer.WriteTime("last_column_at", block.LastColumnAt);
        writer.WriteBoolean("has_data", known?.HasData ?? true);
        writer.WriteEndObject();
    }

    // Of the epoch of the head's state, in which it is known without work.
    private static ValidatorIndex? ProposerOf(Slot slot, ChainView view)
    {
        var state = view.Head.State;
        var perEpoch = view.Spec.Preset.SlotsPerEpoch;
        return state.ForkName >= ForkName.Fulu && slot / perEpoch is var epoch && epoch >= state.Slot / perEpoch
            && (epoch - (state.Slot / perEpoch)) * perEpoch + (slot % perEpoch) is var place && place < (ulong)state.ProposerLookahead.Count
                ? state.ProposerLookahead[place]
                : null;
    }
}
