using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Storage;

/// <summary>The settings of storage.</summary>
public sealed record StorageSettings(int Unwritten, TimeSpan Retry, TimeSpan MaxRetry)
{
    /// <summary>Reads the settings.</summary>
    public static StorageSettings From(Config consensoor) => new(
        consensoor.Positive("storage.unwritten"), consensoor.GetTimeSpan("storage.retry"), consensoor.GetTimeSpan("storage.max-retry"));
}
