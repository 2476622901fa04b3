using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>What /eth/v1/node/identity says; without a network there are no addresses.</summary>
public sealed record NodeIdentity(
    string PeerId, string Enr, IReadOnlyList<string> P2pAddresses, IReadOnlyList<string> DiscoveryAddresses, MetaData MetaData)
{
    /// <summary>False while the node has not told the record and addresses that it has.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Gives the identity of a node before it has told any, which a node on the real network will.</summary>
    public static NodeIdentity Awaited(string peerId, ChainSpec spec) => InProcess(peerId, spec) with { IsComplete = false };

    /// <summary>Gives the identity of a node on the in-process network, which has no key, and its name for a peer id.</summary>
    public static NodeIdentity InProcess(string name, ChainSpec spec) => new(name, "", [], [], new MetaData
    {
        Attnets = BitList.Zeros((int)spec.Config.AttestationSubnetCount),
        Syncnets = BitList.Zeros((int)Constants.SyncCommitteeSubnetCount),
    });
}
