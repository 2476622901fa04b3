using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Ingestion;

/// <summary>What a lane of ingestion goes by (`consensoor.ingestion`, where the drop rules stand).</summary>
public sealed record LaneSettings(string Name, int Queue, int Batch, TimeSpan Wait, int Parallel, bool DropsOldest, SignaturePriority Priority, int Waiting, int GiveUpSlots)
{
    /// <summary>Reads the settings of a lane.</summary>
    public static LaneSettings From(Config consensoor, string name)
    {
        var path = $"ingestion.{name}";
        var drop = consensoor.GetString($"{path}.drop");
        var priority = consensoor.GetString($"{path}.priority");
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
            priority switch
            {
                "block" => SignaturePriority.Block,
                "payload" => SignaturePriority.Payload,
                "aggregate" => SignaturePriority.Aggregate,
                "attestation" => SignaturePriority.Attestation,
                _ => throw new ConfigurationException($"consensoor.{path}.priority is block, payload, aggregate or attestation, not '{priority}'"),
            },
            consensoor.Positive("ingestion.waiting"),
            consensoor.Positive("ingestion.give-up-slots"));
    }
}
