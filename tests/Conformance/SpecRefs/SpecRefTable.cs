using System.Text;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// docs/specrefs.csv: where each item of the specification lives here (`file#Name`), or the reason why it has no place.
/// Places are found by name; reasons are written by hand and kept when the table is written anew.
/// </summary>
public static class SpecRefTable
{
    private const string Header = "fork,document,kind,name,place,reason";

    /// <summary>Writes the table of a checkout anew and lists what lacks both; the exit code is 1 where there is any.</summary>
    public static int Update(string specs, string checkout, TextWriter log)
    {
        var file = Path.Combine(checkout, "docs", "specrefs.csv");
        IReadOnlyList<SpecRef> before = File.Exists(file) ? Load(file) : [];
        var rows = Build(SpecDocuments.Read(specs), new CodeIndex(checkout), before);
        Save(file, rows);
        var open = rows.Where(static row => row.Place.Length + row.Reason.Length == 0).ToArray();
        foreach (var (item, _, _) in open)
        {
            log.WriteLine($"{item.Fork}/{item.Document}: {item.Kind} {item.Name}");
        }

        log.WriteLine($"{rows.Count} items, {rows.Count(static row => row.Place.Length > 0)} with a "
            + $"place, {rows.Count(static row => row.Reason.Length > 0)} with a reason, {open.Length} with neither");
        return open.Length == 0 ? 0 : 1;
    }

    /// <summary>The rows of a table file.</summary>
    public static IReadOnlyList<SpecRef> Load(string file) =>
        [.. File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(Parse)];

    /// <summary>The rows for the items of the specification: found places first, else the reason that stood before, else neither.</summary>
    public static IReadOnlyList<SpecRef> Build(IReadOnlyList<SpecItem> items, CodeIndex code, IReadOnlyList<SpecRef> before)
    {
        var reasons = before.Where(row => row.Reason.Length > 0).ToDictionary(row => row.Item, row => row.Reason);
        return
        [
            .. items.Select(item => Find(item, code) is { } place
                ? new SpecRef(item, place, "")
                : new SpecRef(item, "", reasons.GetValueOrDefault(item, ""))),
        ];
    }

    /// <summary>Writes the table.</summary>
    public static void Save(string file, IReadOnlyList<SpecRef> rows)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (item, place, reason) in rows)
        {
            text.Append($"{item.Fork},{item.Document},{item.Kind.ToString().ToLowerInvariant()},{item.Name},{place},{Quote(reason)}\n");
        }

        File.WriteAllText(file, text.ToString());
    }

    /// <summary>What is wrong with a row, or null: it must have either a place that declares the item or a reason.</summary>
    public static string? Check(SpecRef row, CodeIndex code)
    {
        if (row.Place.Length == 0)
        {
            return row.Reason.Length > 0 ? null : "neither a place nor a reason";
        }

        var parts = row.Place.Split('#');
        return parts.Length == 2 && code.Declares(parts[0], parts[1]) ? null : $"{row.Place} does not declare it";
    }

    private static string? Find(SpecItem item, CodeIndex code)
    {
        foreach (var name in Names(item))
        {
            if (code.FileOf(name) is { } file)
            {
                return $"{file}#{name}";
            }
        }

        return null;
    }

    private static IEnumerable<string> Names(SpecItem item)
    {
        if (item.Kind == SpecItemKind.Type)
        {
            yield return item.Name;
            yield break;
        }

        yield return string.Concat(item.Name.Split('_').Where(part => part.Length > 0).Select(part =>
            char.ToUpperInvariant(part[0]) + (item.Kind == SpecItemKind.Constant ? part[1..].ToLowerInvariant() : part[1..])));
    }

    private static SpecRef Parse(string line)
    {
        var parts = line.Split(',', 6);
        return new SpecRef(
            new SpecItem(parts[0], parts[1], Enum.Parse<SpecItemKind>(parts[2], ignoreCase: true), parts[3]),
            parts[4],
            parts[5].StartsWith('"') ? parts[5][1..^1].Replace("\"\"", "\"") : parts[5]);
    }

    private static string Quote(string text) => text.Contains(',') || text.Contains('"') ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
