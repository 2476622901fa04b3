using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Messages;

namespace Consensoor.Actors.Page;

/// <summary>Writes the last slots of the fork-choice store, a block with the weights of its outcomes (Gwei) at a time.</summary>
internal static class TreeWriter
{
    /// <summary>The slots and the blocks that are written at most; of more blocks the earliest are left out.</summary>
    public const int MostSlots = 128, MostBlocks = 512;

    /// <summary>Writes the blocks of so many slots up to the clock's, at most <see cref="MostSlots"/>.</summary>
    public static void Write(Utf8JsonWriter writer, ForkChoiceDump dump, ChainView view, Root? confirmed, ulong slots)
    {
        var last = Math.Max(view.CurrentSlot, view.Head.Slot);
        var span = Math.Min(slots, MostSlots);
        var first = last >= span ? last - span + 1 : 0;
        var blocks = dump.Blocks.Where(row => row.Block.Slot >= first).OrderBy(static row => (row.Block.Slot, row.Block.Root)).ToList();
        var leftOut = Math.Max(0, blocks.Count - MostBlocks);
        writer.WriteStartObject();
        writer.WriteUnsigned("slot", view.CurrentSlot);
        writer.WriteUnsigned("first_slot", first);
        writer.WriteUnsigned("slots_per_epoch", view.Spec.Preset.SlotsPerEpoch);
        writer.WriteStartObject("head");
        writer.WriteString("root", dump.Head.Root.ToString());
        writer.WriteString("payload_status", dump.Head.PayloadStatus.ToString().ToLowerInvariant());
        writer.WriteEndObject();
        writer.WriteString("justified_root", dump.Justified.Root.ToString());
        writer.WriteUnsigned("justified_epoch", dump.Justified.Epoch);
        writer.WriteString("finalized_root", dump.Finalized.Root.ToString());
        writer.WriteUnsigned("finalized_epoch", dump.Finalized.Epoch);
        writer.WriteString("safe_root", confirmed?.ToString());
        writer.WriteString("boost_root", dump.ProposerBoostRoot == default ? null : dump.ProposerBoostRoot.ToString());
        writer.WriteNumber("left_out", leftOut);
        writer.WriteStartArray("blocks");
        foreach (var row in blocks.Skip(leftOut))
        {
            Write(writer, row, view);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ForkChoiceBlock row, ChainView view)
    {
        var block = row.Block;
        writer.WriteStartObject();
        writer.WriteString("root", block.Root.ToString());
        writer.WriteString("parent_root", block.ParentRoot.ToString());
        writer.WriteUnsigned("slot", block.Slot);
        writer.WriteUnsigned("proposer_index", block.Summary.ProposerIndex);
        writer.WriteString("builder_index", block.Summary.Builder is { } builder ? ApiJson.Text(builder) : null);
        writer.WriteBoolean("parent_full", block.IsParentFull);
        writer.WriteBoolean("has_outcomes", row.HasNodes);
        writer.WriteBoolean("has_payload", row.HasPayload);
        writer.WriteBoolean("has_data", block.HasData);
        writer.WriteBoolean("execution_optimistic", block.IsOptimistic);
        writer.WriteBoolean("canonical", view.IsCanonical(block.Root));
        writer.WriteUnsigned("weight", row.Weight);
        if (row.HasNodes)
        {
            writer.WriteUnsigned("empty_weight", row.EmptyWeight);
            writer.WriteUnsigned("full_weight", row.FullWeight);
            writer.WriteStartObject("payload_votes");
            writer.WriteUnsigned("voted", row.Votes.Voted);
            writer.WriteUnsigned("present", row.Votes.Present);
            writer.WriteUnsigned("available", row.Votes.Available);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
