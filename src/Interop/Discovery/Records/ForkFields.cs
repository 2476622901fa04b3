using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>
/// What a record says of forks in an epoch by the clock: `eth2` (`fulu/p2p-interface.md#eth2-field`) and `nfd`
/// (`fulu/p2p-interface.md#next-fork-digest`). The next fork is a regular one or a change of blob parameters, whichever comes first.
/// </summary>
public sealed record ForkFields(ENRForkID Eth2, ForkDigest NextForkDigest)
{
    /// <summary>Computes the fields of a chain in an epoch.</summary>
    public static ForkFields At(ChainSpec spec, Root genesisValidatorsRoot, Epoch epoch)
    {
        var next = NextForkEpoch(spec, epoch);
        var scheduled = next != Constants.FarFutureEpoch;
        var forkId = new ENRForkID
        {
            ForkDigest = spec.ComputeForkDigest(genesisValidatorsRoot, epoch),
            NextForkVersion = Misc.ComputeForkVersion(spec.Config, scheduled ? next : epoch),
            NextForkEpoch = next,
        };
        return new ForkFields(forkId, scheduled ? spec.ComputeForkDigest(genesisValidatorsRoot, next) : default);
    }

    /// <summary>
    /// The fields that boot nodes carry before genesis is known: no validators root, genesis's fork, nothing scheduled
    /// (`phase0/p2p-interface.md#eth2-field`).
    /// </summary>
    public static ForkFields BeforeGenesis(ChainSpec spec) => new(
        new ENRForkID
        {
            ForkDigest = spec.ComputeForkDigest(default, Constants.GenesisEpoch),
            NextForkVersion = spec.Config.GenesisForkVersion,
            NextForkEpoch = Constants.FarFutureEpoch,
        },
        default);

    /// <summary>The first epoch after this one that brings a fork or other blob parameters; FAR_FUTURE_EPOCH where there is none.</summary>
    public static Epoch NextForkEpoch(ChainSpec spec, Epoch epoch)
    {
        var next = Constants.FarFutureEpoch;
        foreach (var fork in ForkNames.All)
        {
            var at = spec.ForkEpoch(fork);
            next = at > epoch && at < next ? at : next;
        }

        foreach (var entry in spec.Config.BlobSchedule)
        {
            next = entry.Epoch > epoch && entry.Epoch < next && entry.Epoch >= spec.Config.FuluForkEpoch ? entry.Epoch : next;
        }

        return next;
    }

    /// <summary>Sets `eth2`, and `nfd` once fulu has an epoch.</summary>
    public void Set(EnrBuilder builder, ChainSpec spec)
    {
        builder.Set(EnrKeys.Eth2, Eth2Field.Encode(Eth2));
        if (spec.Config.FuluForkEpoch != Constants.FarFutureEpoch)
        {
            builder.Set(EnrKeys.Nfd, NextForkDigest.AsSpan());
        }
    }
}
