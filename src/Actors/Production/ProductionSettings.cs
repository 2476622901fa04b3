using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Production;

/// <summary>What production goes by.</summary>
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

    /// <summary>When payloads are taken from the execution layer: a part of the time to the slot's attestations, in basis points.</summary>
    public ulong PayloadAt { get; init; } = 1_250;

    /// <summary>What is known of proposers at first; null where it is asked for, and no block is made before it is known.</summary>
    public ProposerTable? Proposers { get; init; } = ProposerTable.Empty;

    /// <summary>How builders' bids are weighed (gloas on), but for what is said of proposers.</summary>
    public BidRules Bids { get; init; } = new(true, BuilderTerms.Even, 0, 32, 5, 1);

    /// <summary>True where attributes of payloads are told in every slot, and not only where a proposer is known to be here.</summary>
    public bool IsTellingEveryAttributes { get; init; }

    /// <summary>Reads the settings of a node; throws ConfigurationException for one that is none.</summary>
    public static ProductionSettings From(NodeSettings node, Config consensoor) => new()
    {
        Spec = node.Spec,
        Schedule = new SlotSchedule(node.Spec, node.GenesisTime),
        MaxHeadDistance = (ulong)consensoor.Positive("validators.max-head-distance"),
        Questions = consensoor.Positive("production.questions"),
        PayloadAt = (ulong)consensoor.Positive("production.payload-at"),
        Proposers = null,
        IsTellingEveryAttributes = node.IsTellingEveryAttributes,
        Bids = new BidRules(
            true,
            BuilderTerms.Even,
            0,
            (ulong)consensoor.Positive("production.bids.window"),
            consensoor.Positive("production.bids.missing"),
            consensoor.Positive("production.bids.missing-of-builder")),
    };
}
