using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A node's long-lived subscriptions; a higher SeqNumber replaces a lower one (`phase0/p2p-interface.md#metadata`).</summary>
[SszContainer]
public sealed partial record MetaData
{
    public ulong SeqNumber { get; init; }

    [Ssz("BitVector[ATTESTATION_SUBNET_COUNT]")]
    public BitList Attnets { get; init; } = BitList.Empty;

    [Ssz("BitVector[SYNC_COMMITTEE_SUBNET_COUNT]", Since = ForkName.Altair)]
    public BitList Syncnets { get; init; } = BitList.Empty;

    [Ssz(Since = ForkName.Fulu)]
    public ulong CustodyGroupCount { get; init; }
}
