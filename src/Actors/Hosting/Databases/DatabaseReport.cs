using System.Globalization;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Hosting.Databases;

/// <summary>What `db inspect` says of a node's chain.</summary>
internal static class DatabaseReport
{
    /// <summary>Lines that say what there is, with sizes on disk.</summary>
    public static IEnumerable<string> Lines(NodeDatabase node)
    {
        var store = node.Store;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{node.Name}: {ChainStoreFiles.NameOf(node.Engine)}, {Size(ChainStoreFiles.BytesOf(node.Folder, node.Engine))} in "
                + $"{ChainStoreFiles.PathOf(node.Folder, node.Engine)}");
        yield return Read(() => store.AnchorHead is { } anchor
            ? Line($"  finalized: epoch {anchor.Epoch}, block {anchor.BlockRoot} of slot {anchor.Slot}")
            : "  finalized: nothing");
        yield return Read(() => store.History is { Oldest: > 0 } history
            ? Line($"  history: from slot {history.Oldest} on, {history.Owed.Count} payload(s) of it are owed by peers")
            : "  history: from genesis on");
        var states = new List<Slot>();
        for (var at = store.FindSnapshot(Slot.MaxValue); at is not null; at = at.Slot == 0 ? null : store.FindSnapshot(at.Slot - 1))
        {
            states.Add(at.Slot);
        }

        states.Reverse();
        var some = states.Count > 8 ? $"{string.Join(", ", states.Take(8))} … {states[^1]}" : string.Join(", ", states);
        yield return Line($"  states: {states.Count}, of slots {some}");
        var kinds = new SortedDictionary<string, (long Records, long Bytes, long Damaged)>(StringComparer.Ordinal);
        store.Survey(item =>
        {
            var (records, bytes, damaged) = kinds.GetValueOrDefault(item.Kind);
            kinds[item.Kind] = (records + 1, bytes + item.Bytes, damaged + (item.Damage is null ? 0 : 1));
        });
        foreach (var (kind, (records, bytes, damaged)) in kinds)
        {
            yield return Line($"  {kind}: {records} record(s), {Size(bytes)}{(damaged > 0 ? $", {damaged} damaged (db verify)" : "")}");
        }

        foreach (var folder in (string[])["columns", "blobs"])
        {
            var path = Path.Combine(node.Folder, folder);
            if (Directory.Exists(path))
            {
                var files = new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).ToArray();
                yield return Line($"  {folder}: {files.Length} file(s), {Size(files.Sum(static file => file.Length))}");
            }
        }
    }

    // The rest is said over what is damaged.
    private static string Read(Func<string> line)
    {
        try
        {
            return line();
        }
        catch (DamagedRecordException e)
        {
            return $"  {e.Message}";
        }
    }

    private static string Size(long bytes) => Line($"{bytes / 1024.0 / 1024:0.0} MiB");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
