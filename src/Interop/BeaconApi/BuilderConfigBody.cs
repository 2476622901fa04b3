using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// What a validator client wishes of bids for a block (`BuilderConfig` of the Beacon API), as its body is in SSZ: the least payment in
/// Gwei and the factor in percent for bids of gossip, and the builders to ask.
/// </summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderConfigBody
{
    /// <summary>The least payment of a bid of gossip, in Gwei.</summary>
    public ulong MinBid { get; init; }

    /// <summary>What a bid of gossip counts for, in percent.</summary>
    public ulong BuilderBoostFactor { get; init; }

    /// <summary>The builders to ask, <see cref="BuilderConfig.MaxBuilders"/> at most.</summary>
    [Ssz("List[BuilderEntryBody, 64]")]
    public SszList<BuilderEntryBody> Builders { get; init; } = [];
}
