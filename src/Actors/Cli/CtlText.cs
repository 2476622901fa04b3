using System.Globalization;
using System.Text.Json;
using Consensoor.Interop.Texts;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Writes what a node answered as lines; what an answer lacks is a dash, and letters that move a terminal's cursor are escaped.
/// </summary>
internal static class CtlText
{
    private const int MaxRows = 1_000;

    /// <summary>Writes header, checkpoints and sync state of a node.</summary>
    public static void Head(IReadOnlyList<JsonElement> answers, TextWriter output)
    {
        var (header, checkpoints, syncing) = (answers[0], answers[1], answers[2]);
        output.WriteLine($"head       {Text(header, "root")} slot {Text(header, "header", "message", "slot")}");
        foreach (var name in (string[])["current_justified", "finalized"])
        {
            var word = name.Replace("current_", "", StringComparison.Ordinal);
            output.WriteLine($"{word,-11}{Text(checkpoints, name, "root")} epoch {Text(checkpoints, name, "epoch")}");
        }

        output.WriteLine(Syncing(syncing));
    }

    /// <summary>Writes the sync state and what each part of sync does.</summary>
    public static void Sync(IReadOnlyList<JsonElement> answers, TextWriter output)
    {
        output.WriteLine(Syncing(answers[0]));
        foreach (var part in Rows(answers[1]))
        {
            var state = Text(part, "is_running") == "true" ? "runs" : "rests";
            var slots = $"slots {Text(part, "from_slot")} to {Text(part, "to_slot")}";
            output.WriteLine($"{Text(part, "part"),-11}{state}, {slots}: {Text(part, "reason")}");
            foreach (var item in Rows(Member(part, "wanted")))
            {
                output.WriteLine($"{"",-11}{Text(item, "what")}: {Text(item, "stage")} {Text(item, "peer")}");
            }
        }
    }

    /// <summary>Writes a line a peer, and how many are connected.</summary>
    public static void Peers(IReadOnlyList<JsonElement> answers, TextWriter output)
    {
        var peers = Rows(answers[0]).ToList();
        foreach (var peer in peers)
        {
            var address = Text(peer, "last_seen_p2p_address");
            output.WriteLine($"{Text(peer, "peer_id"),-53} {Text(peer, "state"),-13} {Text(peer, "direction"),-8} {address}");
        }

        output.WriteLine($"{peers.Count(static peer => Text(peer, "state") == "connected")} connected of {peers.Count} known");
    }

    /// <summary>Writes the blocks and duties of a slot.</summary>
    public static void Duties(IReadOnlyList<JsonElement> answers, TextWriter output)
    {
        output.WriteLine($"slot {Text(answers[0], "slot")}");
        foreach (var block in Rows(Member(answers[0], "blocks")))
        {
            var (seen, imported, head) = (Text(block, "seen_at"), Text(block, "imported_at"), Text(block, "head_at"));
            output.WriteLine($"  block {Text(block, "root")} seen {seen} imported {imported} head {head}");
        }

        foreach (var duty in Rows(Member(answers[0], "duties")))
        {
            var result = Text(duty, "done") switch
            {
                "true" => "done",
                "false" => $"missed: {Text(duty, "reason")}",
                _ => "not due",
            };
            output.WriteLine($"  {Text(duty, "duty"),-24} validator {Text(duty, "validator_index"),-8} {result}");
        }
    }

    /// <summary>Gives a member that is a number as text; null where there is none.</summary>
    public static ulong? Number(JsonElement json, string name) =>
        ulong.TryParse(Text(json, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// Gives JSON as it came, in one line: ends of lines stand between its words only, and what moves a cursor within them, where it may be
    /// written as an escape.
    /// </summary>
    public static string Line(JsonElement json) =>
        SafeText.Escape(json.GetRawText().Replace('\r', ' ').Replace('\n', ' '));

    private static string Syncing(JsonElement syncing) =>
        $"syncing    {Text(syncing, "is_syncing")}, {Text(syncing, "sync_distance")} slots behind the clock; "
        + $"optimistic {Text(syncing, "is_optimistic")}; execution layer offline {Text(syncing, "el_offline")}";

    /// <summary>Gives the items of a list, of which there may be so many; none of what is no list.</summary>
    public static IEnumerable<JsonElement> Rows(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Take(MaxRows) : [];

    /// <summary>Gives what stands under names within names; nothing where that is not there.</summary>
    public static JsonElement Member(JsonElement json, params string[] path)
    {
        try
        {
            foreach (var name in path)
            {
                if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                {
                    return default;
                }
            }

            return json;
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair is compared with none.
            return default;
        }
    }

    /// <summary>Gives it as text, escaped; a dash where it is none.</summary>
    public static string Text(JsonElement json, params string[] path)
    {
        var member = Member(json, path);
        try
        {
            var text = member.ValueKind switch
            {
                JsonValueKind.String => member.GetString()!,
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Number => member.GetRawText(),
                _ => "-",
            };
            return SafeText.Escape(text);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return "-";
        }
    }
}
