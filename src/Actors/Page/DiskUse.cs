using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Page;

/// <summary>
/// Measures what a node keeps on disk, by kind: on a thread of the pool, once a minute at most, however many ask. A file that goes
/// meanwhile counts nothing; beyond <see cref="MostFiles"/> of a kind files are not looked at, and it is said that there are more.
/// </summary>
public sealed class DiskUse(IReadOnlyList<DiskPlace> places, Func<DateTimeOffset> now)
{
    /// <summary>The most files of a kind that are looked at.</summary>
    public const int MostFiles = 200_000;

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private static readonly EnumerationOptions Deep = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private static readonly EnumerationOptions Flat = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly Lock _lock = new();
    private Task<DiskUsage>? _last;
    private DateTimeOffset _at;

    /// <summary>Gives the last measure, or makes one where that is older than a minute.</summary>
    public Task<DiskUsage> Read()
    {
        lock (_lock)
        {
            var at = now();
            if (_last is null || (_last.IsCompleted && at - _at > Age))
            {
                (_at, _last) = (at, Task.Run(() => Measure(places, at)));
            }

            return _last;
        }
    }

    /// <summary>Looks at all files.</summary>
    internal static DiskUsage Measure(IReadOnlyList<DiskPlace> places, DateTimeOffset at)
    {
        long? free = null;
        try
        {
            free = places.Count > 0 ? new DriveInfo(places[0].Folder).AvailableFreeSpace : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It is not known.
        }

        return new DiskUsage(at, free, [.. places.Select(KindOf)]);
    }

    private static IEnumerable<FileInfo> FilesOf(FileSystemInfo entry) =>
        entry is DirectoryInfo inner ? inner.EnumerateFiles("*", Deep) : [(FileInfo)entry];

    private static DiskKind KindOf(DiskPlace place)
    {
        var (files, bytes) = (0, 0L);
        var folder = new DirectoryInfo(place.Folder);
        var found = folder.Exists ? folder.EnumerateFileSystemInfos(place.Pattern, Flat) : [];
        foreach (var file in found.SelectMany(FilesOf))
        {
            if (files == MostFiles)
            {
                return new DiskKind(place.Kind, files, bytes, HasMore: true);
            }

            try
            {
                bytes += file.Length;
                files++;
            }
            catch (FileNotFoundException)
            {
                // It was pruned.
            }
        }

        return new DiskKind(place.Kind, files, bytes, HasMore: false);
    }
}
