using System.Globalization;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks at the disk under the data directory: the room that is left, how fast 16 MiB are written, and how long a small write takes until
/// it is on disk, which a node waits for before each signature. What it writes it deletes.
/// </summary>
internal static class DiskCheck
{
    private const string Name = "disk";
    private const int Chunk = 1 << 20;
    private const int Chunks = 16;
    private const int Syncs = 16;
    private const double Mebi = 1 << 20;
    private const long LeastBytes = 256L << 20;
    private const long DevnetBytes = 2L << 30;
    private const long MainnetBytes = 100L << 30;
    private static readonly TimeSpan SlowSync = TimeSpan.FromMilliseconds(50);

    /// <summary>Measures the nearest folder that is there.</summary>
    public static IEnumerable<Finding> Of(Patient patient)
    {
        var folder = Path.GetFullPath(patient.Run.Node.DataDir);
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return [Room(patient, folder), Speed(patient.Time, folder)];
    }

    private static Finding Room(Patient patient, string folder)
    {
        try
        {
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var text = string.Create(CultureInfo.InvariantCulture, $"{free / Mebi / 1024:0.0} GiB are free for {folder}");
            var wanted = patient.Spec?.Preset.Name == "mainnet" ? MainnetBytes : DevnetBytes;
            return free < LeastBytes ? Finding.Fail(Name, text, "make room: the node stops where it cannot write")
                : free < wanted ? Finding.Warn(Name, text, "make room, or keep less (consensoor.storage.blocks = retention)")
                : Finding.Ok(Name, text);
        }
        catch (Exception e) when (CliFiles.IsOfFiles(e))
        {
            return Finding.Warn(Name, $"the room for {folder} is not known: {e.Message}", "look at it with df");
        }
    }

    private static Finding Speed(TimeProvider time, string folder)
    {
        var path = Path.Combine(folder, $".consensoor-doctor-{Environment.ProcessId}");
        try
        {
            using var file = new FileStream(
                path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            var chunk = new byte[Chunk];
            var start = time.GetTimestamp();
            for (var i = 0; i < Chunks; i++)
            {
                file.Write(chunk);
            }

            file.Flush(flushToDisk: true);
            var bulk = time.GetElapsedTime(start);
            start = time.GetTimestamp();
            for (var i = 0; i < Syncs; i++)
            {
                file.Write(chunk, 0, 4096);
                file.Flush(flushToDisk: true);
            }

            var sync = time.GetElapsedTime(start) / Syncs;
            var speed = Chunks * Chunk / Mebi / Math.Max(bulk.TotalSeconds, 1e-6);
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{speed:0} MiB/s written, {sync.TotalMilliseconds:0.0} ms until a small write is on disk");
            return sync < SlowSync ? Finding.Ok(Name, text)
                : Finding.Warn(Name, text, "a signature waits for such a write: use a disk that is faster, or less busy");
        }
        catch (Exception e) when (CliFiles.IsOfFiles(e))
        {
            return Finding.Fail(
                Name,
                $"{folder} cannot be written to: {e.Message.ReplaceLineEndings(" ")}",
                "give the user of the node the folder (--data-dir)");
        }
    }
}
