using System.Text.Json;
using Consensoor.Actors.Api;

namespace Consensoor.Actors.Page;

/// <summary>Writes a why.</summary>
internal static class WhyWriter
{
    /// <summary>Writes decision, reason, what was weighed, and what would have changed it.</summary>
    public static void Write(Utf8JsonWriter writer, Why why)
    {
        writer.WriteStartObject();
        writer.WriteString("subject", why.Subject);
        writer.WriteString("decision", why.Decision);
        writer.WriteString("reason", why.Reason);
        writer.WriteStartArray("weighed");
        foreach (var point in why.Weighed)
        {
            writer.WriteStartObject();
            writer.WriteString("what", point.What);
            writer.WriteStartArray("options");
            foreach (var option in point.Options)
            {
                writer.WriteStartObject();
                writer.WriteString("what", option.What);
                writer.WriteString("root", option.Root?.ToString());
                writer.WriteString("weight_gwei", option.Weight is { } weight ? ApiJson.Text(weight) : null);
                writer.WriteBoolean("chosen", option.IsChosen);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("note", point.Note);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteTexts("otherwise", why.Otherwise);
        writer.WriteEndObject();
    }
}
