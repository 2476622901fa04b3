using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Wire;

/// <summary>Numbers what a peer serves by its metadata and node id: attestation subnets, then sync subnets, then custody groups.</summary>
internal static class PeerServices
{
    /// <summary>What a peer serves; custody groups only where its peer id has a secp256k1 key, which gives its node id.</summary>
    public static IReadOnlyList<int> Of(ChainSpec spec, PeerId peer, MetaData metaData)
    {
        var (attestations, sync) = ((int)spec.Config.AttestationSubnetCount, (int)Consensoor.Spec.Constants.SyncCommitteeSubnetCount);
        var services = new List<int>();
        services.AddRange(Set(metaData.Attnets, attestations));
        services.AddRange(Set(metaData.Syncnets, sync).Select(subnet => attestations + subnet));
        if (spec.Config.FuluForkEpoch != Consensoor.Spec.Constants.FarFutureEpoch && PeerNodeId.Of(peer) is { } node)
        {
            // Metadata from before fulu does not say how many; each has to keep so many.
            var groups = Math.Clamp(
                metaData.CustodyGroupCount, spec.Config.CustodyRequirement, spec.Config.NumberOfCustodyGroups);
            services.AddRange(
                Custody.GetCustodyGroups(spec.Config, node.ToUInt256(), groups).Select(group => attestations + sync + (int)group));
        }

        return services;
    }

    private static IEnumerable<int> Set(BitList bits, int count) =>
        Enumerable.Range(0, Math.Min(count, bits.Length)).Where(bit => bits[bit]);
}
