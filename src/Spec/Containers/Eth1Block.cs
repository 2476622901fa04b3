using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>What a validator needs to know of an Eth1 block to vote for it (`phase0/validator.md#eth1block`).</summary>
[SszContainer]
public sealed partial record Eth1Block
{
    public ulong Timestamp { get; init; }

    public Root DepositRoot { get; init; }

    public ulong DepositCount { get; init; }
}
