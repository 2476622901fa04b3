using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>What /eth/v1/node/identity says; without a network there are no addresses.</summary>
public sealed record NodeIdentity(
    string PeerId, string Enr, IReadOnlyList<string> P2pAddresses, IReadOnlyList<string> DiscoveryAddresses, MetaData MetaData)
{
    /// <summary>Gives the identity of a node on the in-process network, which has no keys of its own.</summary>
    public static NodeIdentity InProcess(string node, ChainSpec spec) => new(node, "", [], [], MetaDataOf(spec));

    /// <summary>The metadata before any was told: on no subnet.</summary>
    internal static MetaData MetaDataOf(ChainSpec spec) => new()
    {
        Attnets = BitList.Zeros((int)spec.Config.AttestationSubnetCount),
        Syncnets = BitList.Zeros((int)Constants.SyncCommitteeSubnetCount),
    };
}
