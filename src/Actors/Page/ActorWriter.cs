using System.Text.Json;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Page;

/// <summary>Writes the actors under /user with their mailboxes and failures, and the bounded queues among them.</summary>
internal static class ActorWriter
{
    private static readonly IReadOnlyDictionary<string, string> Recovery =
        NodeChildren.Table.ToDictionary(static child => $"{Node.Name}/{child.Name}", static child => child.Recovery);

    /// <summary>Writes them by path.</summary>
    public static void Write(Utf8JsonWriter writer, Board board)
    {
        writer.WriteStartObject();
        writer.WriteTime("at", board.Mailboxes.At);
        writer.WriteStartArray("actors");
        foreach (var figure in board.Mailboxes.Actors)
        {
            writer.WriteStartObject();
            writer.WriteString("path", figure.Path);
            writer.WriteNumber("waiting", figure.Waiting);
            writer.WriteNumber("taken", figure.Taken);
            writer.WriteScore("rate", figure.Rate);
            writer.WriteMilliseconds("oldest_ms", figure.OldestAge);
            var failures = board.Failures.GetValueOrDefault(figure.Path);
            writer.WriteNumber("restarts", Math.Max(figure.Restarts, failures?.Count ?? 0));
            writer.WriteString("last_failure", failures?.Last);
            writer.WriteTime("failed_at", failures?.At);
            writer.WriteString("on_restart", Recovery.GetValueOrDefault(figure.Path));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("queues");
        foreach (var queue in board.Queues)
        {
            writer.WriteStartObject();
            writer.WriteString("queue", queue.Queue);
            writer.WriteNumber("count", queue.Count);
            writer.WriteNumber("bound", queue.Bound);
            writer.WriteNumber("dropped", queue.Dropped);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
