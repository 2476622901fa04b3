using Akka.Configuration;

namespace Consensoor.Actors.Hosting.Logs;

/// <summary>What the log looks like and where else it goes (`consensoor.logging`).</summary>
internal sealed record LogSettings
{
    /// <summary>What holds before the configuration is read: lines of text on standard output.</summary>
    public static LogSettings Default { get; } = new();

    /// <summary>Whether lines are JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>A file that has the lines besides; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Bytes of a file, after which the next one is begun.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>Files that are kept; the oldest goes.</summary>
    public int Files { get; init; } = 5;

    /// <summary>Lines of a kind within <see cref="FloodGuard.Window"/>; further ones are counted.</summary>
    public int Repeats { get; init; } = 100;

    /// <summary>Reads the settings from `consensoor`.</summary>
    public static LogSettings From(Config consensoor) => new()
    {
        IsJson = consensoor.GetString("logging.format") == "json",
        File = consensoor.GetString("logging.file") is { Length: > 0 } file ? file : null,
        FileBytes = (long)consensoor.Positive("logging.file-mib") << 20,
        Files = consensoor.Positive("logging.files"),
        Repeats = consensoor.Positive("logging.repeats"),
    };
}
