using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Faults;
using Consensoor.Messages;

namespace Consensoor.Actors.Page;

/// <summary>Writes what was refused, missed, and done wrong on purpose, the last first, each with the path of its why.</summary>
internal static class RefusalListWriter
{
    /// <summary>Writes all that is remembered.</summary>
    public static void Write(Utf8JsonWriter writer, Board board)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("refusals");
        foreach (var refusal in board.Refusals.Reverse())
        {
            Write(writer, refusal);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("misses");
        foreach (var miss in board.Misses.Reverse())
        {
            writer.WriteStartObject();
            writer.WriteTime("at", miss.At);
            writer.WriteUnsigned("slot", miss.Slot);
            writer.WriteString("duty", JsonNamingPolicy.SnakeCaseLower.ConvertName($"{miss.Kind}"));
            writer.WriteUnsigned("validator_index", miss.Validator);
            writer.WriteString("reason", miss.Reason);
            writer.WriteString("why", $"/consensoor/v1/duties/why?slot={miss.Slot}&validator_index={miss.Validator}");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("faults");
        foreach (var fault in board.Faults.Reverse())
        {
            writer.WriteStartObject();
            writer.WriteTime("at", fault.At);
            writer.WriteUnsigned("slot", fault.Slot);
            writer.WriteString("kind", FaultText.NameOf(fault.Kind));
            writer.WriteString("what", fault.What);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BoardRefusal refusal)
    {
        writer.WriteStartObject();
        writer.WriteTime("at", refusal.At);
        writer.WriteString("thing", refusal.Thing.ToString().ToLowerInvariant());
        writer.WriteString("root", refusal.Root?.ToString());
        writer.WriteString("slot", refusal.Slot is { } slot ? ApiJson.Text(slot) : null);
        writer.WriteString("way", refusal.Way);
        writer.WriteString("peer", refusal.Peer);
        writer.WriteString("function", refusal.Function);
        writer.WriteString("reason", refusal.Reason);
        writer.WriteBoolean("blamed", refusal.IsBlamed);
        writer.WriteString("why", refusal switch
        {
            { Root: { } root } => $"/consensoor/v1/blocks/{root}/why",
            { Peer: { } peer } => $"/consensoor/v1/peers/{Uri.EscapeDataString(peer)}/why",
            _ => null,
        });
        writer.WriteEndObject();
    }
}
