using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Ingestion;

/// <summary>What a lane of ingestion goes by (`consensoor.ingestion`, where the drop rules stand).</summary>
public sealed record LaneSettings(string Name, int Queue, int Batch, TimeSpan Wait, int Parallel, bool DropsOldest, int Waiting, int GiveUpSlots)
{
    /// <summary>Reads the settings of a lane.</summary>
    public static LaneSettings From(Config consensoor, string name)
    {
        var path = $"ingestion.{name}";
        var drop = consensoor.GetString($"{path}.drop");
        return new LaneSettings(
            name,
            consensoor.Positive($"{path}.queue"),
            consensoor.Positive($"{path}.batch"),
            consensoor.GetTimeSpan($"{path}.wait"),
            consensoor.Positive($"{path}.parallel"),
            drop switch
            {
                "oldest" => true,
                "newest" => false,
                _ => throw new ConfigurationException($"consensoor.{path}.drop is oldest or newest, not '{drop}'"),
            },
            consensoor.Positive("ingestion.waiting"),
            consensoor.Positive("ingestion.give-up-slots"));
    }
}
