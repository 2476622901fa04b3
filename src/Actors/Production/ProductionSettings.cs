using Akka.Configuration;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Production;

/// <summary>What the operator says of blocks made here.</summary>
public sealed record ProductionSettings
{
    /// <summary>The preset and configuration of the chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>When slots begin and end.</summary>
    public required SlotSchedule Schedule { get; init; }

    /// <summary>Slots by which a head may be behind the clock for duties to be done on it.</summary>
    public ulong MaxHeadDistance { get; init; } = 256;

    /// <summary>Questions that are open at once, blocks apart; a further one is refused.</summary>
    public int Questions { get; init; } = 1024;

    /// <summary>Who receives the fees of payloads built here.</summary>
    public ExecutionAddress FeeRecipient { get; init; }

    /// <summary>The gas limit payloads built here move towards.</summary>
    public ulong TargetGasLimit { get; init; } = 60_000_000;

    /// <summary>Thirty-two bytes of one's own in each block.</summary>
    public Bytes32 Graffiti { get; init; }

    /// <summary>Reads the settings of a node; throws ConfigurationException for one that is none.</summary>
    public static ProductionSettings From(NodeSettings node, Config consensoor)
    {
        var options = ValidatorOptions.From(consensoor);
        return new ProductionSettings
        {
            Spec = node.Spec,
            Schedule = new SlotSchedule(node.Spec, node.GenesisTime),
            MaxHeadDistance = (ulong)consensoor.Positive("validators.max-head-distance"),
            Questions = consensoor.Positive("production.questions"),
            FeeRecipient = options.FeeRecipient,
            TargetGasLimit = options.TargetGasLimit,
            Graffiti = GraffitiOf(options.Graffiti.Length > 0 ? options.Graffiti : CommandLine.Version),
        };
    }

    /// <summary>Text as graffiti: UTF-8, cut at 32 bytes.</summary>
    public static Bytes32 GraffitiOf(string text)
    {
        var bytes = new byte[32];
        System.Text.Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: false, out _, out _, out _);
        return new Bytes32(bytes);
    }
}
