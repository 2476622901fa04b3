using System.Text;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// docs/specrefs.csv: where each item of the specification is declared here (`file#Type.Member`), or the reason why it is not, with the
/// hash of what the specification says. Places are found; reasons are written by hand and kept when the table is written anew.
/// </summary>
public static class SpecRefTable
{
    private const string Header = "fork,document,kind,name,hash,change,place,reason";

    /// <summary>The path of the table in a checkout.</summary>
    public static string FileOf(string checkout) => Path.Combine(checkout, "docs", "specrefs.csv");

    /// <summary>Writes both tables of a checkout anew and lists what is not settled; the exit code is 1 where anything is.</summary>
    public static int Update(string specs, string checkout, TextWriter log)
    {
        var file = FileOf(checkout);
        var rows = Build(specs, new CodeIndex(checkout), Parse(File.ReadAllText(file)), out var problems);
        File.WriteAllText(file, Format(rows));
        File.WriteAllText(ForkTable.FileOf(checkout), ForkTable.Format(rows, SpecDocuments.Removals(specs)));
        foreach (var problem in problems)
        {
            log.WriteLine(problem);
        }

        log.WriteLine($"{rows.Count} items, {rows.Count(static row => row.Place.Length > 0)} with a place, "
            + $"{rows.Count(static row => row.Reason.Length > 0)} with a reason, {problems.Count} not settled");
        return problems.Count == 0 ? 0 : 1;
    }

    /// <summary>
    /// The rows for the items of the specification in a folder: the place that is found, else the reason that stood before. What has
    /// neither, and what has several places, is a problem.
    /// </summary>
    public static IReadOnlyList<SpecRef> Build(
        string specs, CodeIndex code, IReadOnlyList<SpecRef> before, out IReadOnlyList<string> problems)
    {
        var items = SpecDocuments.Read(specs);
        var finder = new PlaceFinder(code, SpecDocuments.Fields(specs));
        var reasons = before.Where(static row => row.Reason.Length > 0).ToDictionary(static row => Key(row.Item), static row => row.Reason);
        var last = new Dictionary<(SpecItemKind, string), string>();
        var rows = new List<SpecRef>(items.Count);
        var open = new List<string>();
        foreach (var item in items)
        {
            var change = !last.TryGetValue((item.Kind, item.Name), out var hash) ? SpecChange.New
                : hash == item.Hash ? SpecChange.Restated
                : SpecChange.Modified;
            last[(item.Kind, item.Name)] = item.Hash;
            var places = finder.Find(item);
            var reason = places.Count == 0 ? reasons.GetValueOrDefault(Key(item), "") : "";
            rows.Add(new SpecRef(item, change, places.Count > 0 ? places[0].Place : "", reason));
            if (places.Count > 1)
            {
                open.Add($"{Name(item)}: {string.Join(" or ", places.Select(static place => place.Place))}");
            }
            else if (places.Count == 0 && reason.Length == 0)
            {
                open.Add($"{Name(item)}: neither a place nor a reason");
            }
        }

        problems = open;
        return rows;
    }

    /// <summary>What is wrong with a row by itself, or null: it must have either a place that is a declaration or a reason.</summary>
    public static string? Check(SpecRef row, CodeIndex code) => row switch
    {
        { Place: "", Reason: "" } => $"{Name(row.Item)}: neither a place nor a reason",
        { Place: "" } => null,
        { Reason.Length: > 0 } => $"{Name(row.Item)}: both a place and a reason",
        _ => code.Declares(row.Place) ? null : $"{Name(row.Item)}: {row.Place} is no declaration",
    };

    /// <summary>
    /// How a table differs from the true one: rows that are missing, rows of no item, and for the others the hash, change, place or reason
    /// that should stand there.
    /// </summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<SpecRef> table, IReadOnlyList<SpecRef> truth)
    {
        var rows = table.ToLookup(static row => (Key(row.Item), row.Item.Kind));
        var items = truth.ToLookup(static row => (Key(row.Item), row.Item.Kind));
        return
        [
            .. truth.Where(row => !rows.Contains((Key(row.Item), row.Item.Kind))).Select(static row => $"{Name(row.Item)}: no row"),
            .. table.Where(row => !items.Contains((Key(row.Item), row.Item.Kind))).Select(static row => $"{Name(row.Item)}: no item"),
            .. from row in table
               from item in items[(Key(row.Item), row.Item.Kind)]
               where row != item
               select $"{Name(row.Item)}: {FormatRow(row)} should be {FormatRow(item)}",
            .. rows.Where(static same => same.Count() > 1).Select(static same => $"{Name(same.First().Item)}: {same.Count()} rows"),
        ];
    }

    /// <summary>The text of the table.</summary>
    public static string Format(IReadOnlyList<SpecRef> rows)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var row in rows)
        {
            text.Append(FormatRow(row)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The rows of the table's text.</summary>
    public static IReadOnlyList<SpecRef> Parse(string text) =>
        [.. text.Split('\n').Skip(1).Where(static line => line.Length > 0).Select(ParseRow)];

    private static string FormatRow(SpecRef row)
    {
        var (item, change, place, reason) = row;
        return string.Join(
            ',', item.Fork, item.Document, Lower(item.Kind), item.Name, item.Hash, Lower(change), place, Quote(reason));
    }

    private static SpecRef ParseRow(string line)
    {
        var parts = line.Split(',', 8);
        return new SpecRef(
            new SpecItem(parts[0], parts[1], Enum.Parse<SpecItemKind>(parts[2], ignoreCase: true), parts[3], parts[4]),
            Enum.Parse<SpecChange>(parts[5], ignoreCase: true),
            parts[6],
            parts[7].StartsWith('"') ? parts[7][1..^1].Replace("\"\"", "\"") : parts[7]);
    }

    private static (string, string, string) Key(SpecItem item) => (item.Fork, item.Document, item.Name);

    private static string Name(SpecItem item) => $"{item.Fork}/{item.Document} {Lower(item.Kind)} {item.Name}";

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Quote(string text) => text.Contains(',') || text.Contains('"') ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
