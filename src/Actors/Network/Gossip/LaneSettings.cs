using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// What a lane goes by (`consensoor.gossip.lane`, where the drop rules stand): a section under the topic's name, over the one called
/// default.
/// </summary>
public sealed record LaneSettings(
    string Name,
    int Queue,
    int Batch,
    TimeSpan Wait,
    int Parallel,
    bool DropsOldest,
    WorkPriority Priority,
    int Waiting,
    int GiveUpSlots)
{
    /// <summary>
    /// How many messages of peers the network may have given the lane without a verdict: twice what waits and is under way, so that the
    /// lane's own rule decides what is dropped before the network turns messages away, and what waits for a block.
    /// </summary>
    public int Window => (2 * (Queue + (Batch * Parallel))) + Waiting;

    /// <summary>Reads how many messages of a topic's peers the chain's room holds (`consensoor.chain.waiting`).</summary>
    public static int WaitingOf(Config consensoor, string topic) =>
        consensoor.Positive(consensoor.HasPath($"chain.waiting.{topic}") ? $"chain.waiting.{topic}" : "chain.waiting.default");

    /// <summary>Reads the settings of the lane of a topic.</summary>
    public static LaneSettings From(Config consensoor, string topic)
    {
        string Path(string key)
        {
            var own = $"gossip.lane.{topic}.{key}";
            return consensoor.HasPath(own) ? own : $"gossip.lane.default.{key}";
        }

        return new LaneSettings(
            $"gossip/{topic}",
            consensoor.Positive(Path("queue")),
            consensoor.Positive(Path("batch")),
            consensoor.GetTimeSpan(Path("wait")),
            consensoor.Positive(Path("parallel")),
            Choice(Path("drop"), ("oldest", true), ("newest", false)),
            Choice(
                Path("priority"),
                ("block", WorkPriority.Block),
                ("payload", WorkPriority.Payload),
                ("aggregate", WorkPriority.Aggregate),
                ("attestation", WorkPriority.Attestation)),
            WaitingOf(consensoor, topic),
            consensoor.Positive(Path("give-up-slots")));

        T Choice<T>(string path, params ReadOnlySpan<(string Name, T Value)> choices)
        {
            var given = consensoor.GetString(path);
            foreach (var (name, value) in choices)
            {
                if (name == given)
                {
                    return value;
                }
            }

            var names = new List<string>();
            foreach (var (name, _) in choices)
            {
                names.Add(name);
            }

            throw new ConfigurationException($"consensoor.{path} is one of {string.Join(", ", names)}, not '{given}'");
        }
    }
}
