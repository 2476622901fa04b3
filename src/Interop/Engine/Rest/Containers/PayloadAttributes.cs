using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The attributes of a build; the timestamp in seconds.</summary>
[SszContainer(Since = ForkName.Bellatrix)]
internal sealed partial record PayloadAttributes
{
    public ulong Timestamp { get; init; }

    public Bytes32 PrevRandao { get; init; }

    public ExecutionAddress SuggestedFeeRecipient { get; init; }

    // MAX_WITHDRAWALS_PER_PAYLOAD of every preset.
    [Ssz("List[Withdrawal, 16]", Since = ForkName.Capella)]
    public SszList<Withdrawal> Withdrawals { get; init; } = [];

    [Ssz(Since = ForkName.Deneb)]
    public Root ParentBeaconBlockRoot { get; init; }

    [Ssz(Since = ForkName.Gloas)]
    public ulong SlotNumber { get; init; }

    [Ssz(Since = ForkName.Gloas)]
    public ulong TargetGasLimit { get; init; }
}
