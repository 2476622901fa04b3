using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>What of a payload its header does not say.</summary>
[SszContainer(Since = ForkName.Bellatrix)]
internal sealed partial record ExecutionPayloadBody
{
    // MAX_BYTES_PER_TX and MAX_TXS_PER_PAYLOAD.
    [Ssz("List[ByteList[1073741824], 1048576]")]
    public SszList<ByteList> Transactions { get; init; } = [];

    [Ssz("List[Withdrawal, 16]", Since = ForkName.Capella)]
    public SszList<Withdrawal> Withdrawals { get; init; } = [];

    // MAX_BAL_BYTES.
    [Ssz("ByteList[1073741824]", Since = ForkName.Gloas)]
    public ByteList BlockAccessList { get; init; } = ByteList.Empty;
}
