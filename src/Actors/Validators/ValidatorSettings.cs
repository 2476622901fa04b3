using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Validators;

/// <summary>What the duties of validators need; no secret is among it.</summary>
public sealed record ValidatorSettings
{
    /// <summary>The preset and configuration of the chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>When slots begin and their duties are due.</summary>
    public required SlotSchedule Schedule { get; init; }

    /// <summary>The public keys whose duties are done.</summary>
    public required IReadOnlyList<BLSPubkey> Pubkeys { get; init; }

    /// <summary>Computes the cells of blobs, of which data columns are made.</summary>
    public required IKzg Kzg { get; init; }

    /// <summary>True where duties are told by another's node (<see cref="EpochPlan"/>) and not computed of the head's state.</summary>
    public bool IsTold { get; init; }

    /// <summary>True where the keys are shares of distributed validators, whose selection proofs are not known ahead.</summary>
    public bool IsDistributed { get; init; }

    /// <summary>Reads a node's settings.</summary>
    public static ValidatorSettings From(NodeSettings node) => new()
    {
        Spec = node.Spec,
        Schedule = new SlotSchedule(node.Spec, node.GenesisTime),
        Pubkeys = node.Signer.Pubkeys,
        Kzg = node.Kzg,
    };
}
