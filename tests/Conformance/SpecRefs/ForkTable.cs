using System.Text;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>docs/forks.md: what each fork changed, chapter by chapter, with the places; made of the rows of docs/specrefs.csv.</summary>
public static class ForkTable
{
    private const string Introduction = """
        # What each fork changed

        Made from the specification (consensus-specs v1.7.0-beta.4) and `docs/specrefs.csv` by `dotnet run -c Release --project
        tests/Conformance -- specrefs ../shared/spec/specs .`, never by hand; a test compares. An item is *modified* where the hash of
        its text, without comments and layout, differs from that of the definition before it, and *restated* where a later fork writes
        down the same again (most often a container whose parts changed). What is *removed* is what the fork's documents say is gone;
        `of` names the definition that lost it. phase0 is where everything begins, and has no chapter here.

        """;

    /// <summary>The path of the table in a checkout.</summary>
    public static string FileOf(string checkout) => Path.Combine(checkout, "docs", "forks.md");

    /// <summary>The text of the table.</summary>
    public static string Format(IReadOnlyList<SpecRef> rows, IReadOnlyList<SpecRemoval> removals)
    {
        var forks = SpecDocuments.Forks.Skip(1).ToArray();
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        text.Append("\n| fork | new | modified | removed | restated |\n| --- | --- | --- | --- | --- |\n");
        foreach (var fork in forks)
        {
            int Count(SpecChange change) => rows.Count(row => row.Item.Fork == fork && row.Change == change);
            text.Append($"| [{fork}](#{fork}) | {Count(SpecChange.New)} | {Count(SpecChange.Modified)} | ")
                .Append($"{removals.Count(removal => removal.Fork == fork)} | {Count(SpecChange.Restated)} |\n");
        }

        foreach (var fork in forks)
        {
            text.Append($"\n## {fork}\n");
            var changed = rows.Where(row => row.Item.Fork == fork).ToLookup(static row => row.Item.Document);
            var removed = removals.Where(removal => removal.Fork == fork).ToLookup(static removal => removal.Document);
            foreach (var document in changed.Select(static chapter => chapter.Key)
                .Union(removed.Select(static chapter => chapter.Key))
                .Order(StringComparer.Ordinal))
            {
                text.Append($"\n### {fork}/{document}\n\n| change | kind | item | place |\n| --- | --- | --- | --- |\n");
                Append(text, changed[document], SpecChange.New, SpecChange.Modified);
                foreach (var removal in removed[document])
                {
                    var of = removal.Of is null ? "" : $" of `{removal.Of}`";
                    text.Append($"| removed | | `{removal.Name}`{of} | {Link(PlaceOf(removal, rows), "")} |\n");
                }

                Append(text, changed[document], SpecChange.Restated);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<SpecRef> rows, params SpecChange[] changes)
    {
        foreach (var (item, change, place, reason) in rows.Where(row => changes.Contains(row.Change)).OrderBy(static row => row.Change))
        {
            text.Append($"| {Lower(change)} | {Lower(item.Kind)} | `{item.Name}` | {Link(place, reason)} |\n");
        }
    }

    // What has lost a part, or the last definition of what is gone.
    private static string PlaceOf(SpecRemoval removal, IReadOnlyList<SpecRef> rows)
    {
        var name = removal.Of ?? removal.Name;
        var forks = SpecDocuments.Forks.ToList();
        return rows.LastOrDefault(row => row.Item.Name == name && forks.IndexOf(row.Item.Fork) <= forks.IndexOf(removal.Fork))?.Place ?? "";
    }

    private static string Link(string place, string reason)
    {
        var hash = place.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? reason : $"[{place[(hash + 1)..]}](../{place[..hash]})";
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
