using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `Eth1Block` (`phase0/validator.md#eth1block`).</summary>
[SszContainer]
public sealed partial record Eth1Block
{
    public ulong Timestamp { get; init; }

    public Root DepositRoot { get; init; }

    public ulong DepositCount { get; init; }
}
