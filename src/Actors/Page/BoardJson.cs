using System.Collections.Immutable;
using System.Text.Json;
using Consensoor.Actors.Api;

namespace Consensoor.Actors.Page;

/// <summary>Writes values as the page's routes have them, beside what <see cref="ApiJson"/> does.</summary>
internal static class BoardJson
{
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time) =>
        writer.WriteString(name, ApiJson.Text(time));

    public static void WriteMilliseconds(this Utf8JsonWriter writer, string name, TimeSpan span) =>
        writer.WriteNumber(name, Math.Round(span.TotalMilliseconds, 1));

    /// <summary>A score or rate, which may be infinite, as JSON has no numbers for.</summary>
    public static void WriteScore(this Utf8JsonWriter writer, string name, double score) =>
        writer.WriteNumber(name, double.IsFinite(score) ? Math.Round(score, 3) : -1e9);

    public static void WriteCounts(this Utf8JsonWriter writer, string name, ImmutableArray<int> counts)
    {
        writer.WriteStartArray(name);
        foreach (var count in counts)
        {
            writer.WriteNumberValue(count);
        }

        writer.WriteEndArray();
    }

    public static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
