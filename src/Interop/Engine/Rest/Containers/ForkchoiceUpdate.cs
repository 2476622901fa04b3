using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>
/// The request of `POST forkchoice`: the head, with attributes where a build is to begin. Without custody columns the execution layer's
/// set of them is left as it is.
/// </summary>
[SszContainer(Since = ForkName.Bellatrix)]
internal sealed partial record ForkchoiceUpdate
{
    public ForkchoiceState ForkchoiceState { get; init; } = new();

    [Ssz("List[PayloadAttributes, 1]")]
    public SszList<PayloadAttributes> PayloadAttributes { get; init; } = [];

    // CELLS_PER_EXT_BLOB.
    [Ssz("List[BitVector[128], 1]", Since = ForkName.Gloas)]
    public SszList<BitList> CustodyColumns { get; init; } = [];
}
