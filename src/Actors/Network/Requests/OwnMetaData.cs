using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>What a node says of its own subscriptions (`phase0/p2p-interface.md#metadata`).</summary>
internal static class OwnMetaData
{
    /// <summary>
    /// The metadata of a node that is subscribed to all subnets or none of attestations and sync committees, and has all custody groups.
    /// </summary>
    public static MetaData Of(ChainSpec spec, ulong sequence, bool allSubnets) => new()
    {
        SeqNumber = sequence,
        Attnets = Bits(spec.Config.AttestationSubnetCount, allSubnets),
        Syncnets = Bits(Constants.SyncCommitteeSubnetCount, allSubnets),
        CustodyGroupCount = spec.Config.NumberOfCustodyGroups,
    };

    private static BitList Bits(ulong count, bool value) => BitList.Create(Enumerable.Repeat(value, (int)count).ToArray());
}
