using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>What /eth/v1/node/identity says; without a network there are no addresses.</summary>
public sealed record NodeIdentity(
    string PeerId, string Enr, IReadOnlyList<string> P2pAddresses, IReadOnlyList<string> DiscoveryAddresses, MetaData MetaData)
{
    /// <summary>
    /// Gives the identity of a node before it has told any; one on the in-process network has no key, and its name for a peer id.
    /// </summary>
    public static NodeIdentity Of(string peerId, ChainSpec spec) => new(peerId, "", [], [], new MetaData
    {
        Attnets = BitList.Zeros((int)spec.Config.AttestationSubnetCount),
        Syncnets = BitList.Zeros((int)Constants.SyncCommitteeSubnetCount),
    });
}
