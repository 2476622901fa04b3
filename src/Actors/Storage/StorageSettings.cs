using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Storage;

/// <summary>
/// Says how many writes may wait for the disk, and how long before they are tried again, at first and at most (`consensoor.storage`).
/// </summary>
public sealed record StorageSettings(int Unwritten, TimeSpan Retry, TimeSpan MaxRetry)
{
    /// <summary>Reads the settings from `consensoor`.</summary>
    public static StorageSettings From(Config consensoor) => new(
        consensoor.Positive("storage.unwritten"), consensoor.GetTimeSpan("storage.retry"), consensoor.GetTimeSpan("storage.max-retry"));
}
