using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>
/// What a node's own record says of chain and subnets, by its metadata and an epoch of the clock: `eth2`, `nfd`, `attnets`, `syncnets` and
/// `cgc`, each from the fork on that brings it, as far as the configuration has that fork.
/// </summary>
public sealed record LocalFields(ChainSpec Spec, Root GenesisValidatorsRoot, MetaData MetaData)
{
    /// <summary>Sets the fields of an epoch; what else the record has stays.</summary>
    public void Set(EnrBuilder builder, Epoch epoch)
    {
        ForkFields.At(Spec, GenesisValidatorsRoot, epoch).Set(builder, Spec);
        builder.Set(EnrKeys.Attnets, MetaData.Attnets.AsSpan());
        if (Spec.Config.AltairForkEpoch != Constants.FarFutureEpoch)
        {
            builder.Set(EnrKeys.Syncnets, MetaData.Syncnets.AsSpan());
        }

        if (Spec.Config.FuluForkEpoch != Constants.FarFutureEpoch)
        {
            builder.Set(EnrKeys.Cgc, MetaData.CustodyGroupCount);
        }
    }
}
