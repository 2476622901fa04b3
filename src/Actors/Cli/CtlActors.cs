using System.Text.Json;

namespace Consensoor.Actors.Cli;

/// <summary>Writes the actors of a node as a tree, a line each with its mailbox, and its bounded queues.</summary>
internal static class CtlActors
{
    // Deeper ones stand at the same place.
    private const int MostDepth = 12;

    /// <summary>Writes them; what an answer lacks is a dash.</summary>
    public static void Write(IReadOnlyList<JsonElement> answers, TextWriter output)
    {
        var actors = CtlText.Rows(CtlText.Member(answers[0], "actors"))
            .Select(static actor => (Path: CtlText.Text(actor, "path"), Actor: actor))
            .OrderBy(static one => one.Path.Replace('/', '\0'), StringComparer.Ordinal)
            .ToList();
        var known = actors.Select(static one => one.Path).ToHashSet(StringComparer.Ordinal);
        output.WriteLine($"{"actor",-44} {"waiting",8} {"a second",10} {"oldest ms",10} {"restarts",8}");
        foreach (var (path, actor) in actors)
        {
            var figures = $"{CtlText.Text(actor, "waiting"),8} {CtlText.Text(actor, "rate"),10} {CtlText.Text(actor, "oldest_ms"),10}";
            output.WriteLine($"{Name(path, known),-44} {figures} {CtlText.Text(actor, "restarts"),8}");
            if (CtlText.Member(actor, "last_failure").ValueKind == JsonValueKind.String)
            {
                var onRestart = CtlText.Text(actor, "on_restart");
                output.WriteLine($"{"",4}failed at {CtlText.Text(actor, "failed_at")}: {CtlText.Text(actor, "last_failure")}");
                output.WriteLine($"{"",4}on a restart: {onRestart}");
            }
        }

        foreach (var queue in CtlText.Rows(CtlText.Member(answers[0], "queues")))
        {
            var (count, bound) = (CtlText.Text(queue, "count"), CtlText.Text(queue, "bound"));
            output.WriteLine($"queue {CtlText.Text(queue, "queue"),-38} {count} of {bound}, {CtlText.Text(queue, "dropped")} dropped");
        }
    }

    // Below its parent by its own name; by its path where the parent is not told.
    private static string Name(string path, HashSet<string> known)
    {
        var end = path.LastIndexOf('/');
        var depth = Math.Min(path.Count(static letter => letter == '/'), MostDepth);
        return end > 0 && known.Contains(path[..end]) ? new string(' ', 2 * depth) + path[(end + 1)..] : path;
    }
}
