using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// The cells of a column that a peer has and those it wants (`fulu/partial-columns/p2p-interface.md#new-partialdatacolumnpartsmetadata`).
/// </summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record PartialDataColumnPartsMetadata
{
    [Ssz("BitList[MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveBitList", Since = ForkName.Gloas)]
    public BitList Available { get; init; } = BitList.Empty;

    [Ssz("BitList[MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveBitList", Since = ForkName.Gloas)]
    public BitList Requests { get; init; } = BitList.Empty;
}
