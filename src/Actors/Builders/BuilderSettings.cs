using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Builders;

/// <summary>What a node's builders need; no secret is among it.</summary>
public sealed record BuilderSettings
{
    /// <summary>The preset and configuration of the chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>When slots begin and their duties are due.</summary>
    public required SlotSchedule Schedule { get; init; }

    /// <summary>The public keys that are signed with here; those in the registry of builders act as such.</summary>
    public required IReadOnlyList<BLSPubkey> Pubkeys { get; init; }

    /// <summary>Computes the cells of blobs, of which data columns are made.</summary>
    public required IKzg Kzg { get; init; }

    /// <summary>What is bid.</summary>
    public required BidPolicy Policy { get; init; }

    /// <summary>When bids for the next slot are made, in ten-thousandths of a slot.</summary>
    public int BidAt { get; init; } = 9_000;

    /// <summary>Reads the settings of a node; throws ConfigurationException for one that is none.</summary>
    public static BuilderSettings From(NodeSettings node, Config consensoor) => new()
    {
        Spec = node.Spec,
        Schedule = new SlotSchedule(node.Spec, node.GenesisTime),
        Pubkeys = node.Signer.Pubkeys,
        Kzg = node.Kzg,
        Policy = node.Bids ?? BidPolicy.From(consensoor),
        BidAt = consensoor.Within("builder.bid-at", 9_999),
    };

    /// <summary>When bids for the slot after one are made.</summary>
    public DateTimeOffset BidTimeIn(Slot slot) => Schedule.StartOf(slot) + (Schedule.DurationOf(slot) * BidAt / 10_000);
}
