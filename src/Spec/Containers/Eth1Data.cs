using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `Eth1Data` (`phase0/beacon-chain.md#eth1data`).</summary>
[SszContainer]
public sealed partial record Eth1Data
{
    public Root DepositRoot { get; init; }

    public ulong DepositCount { get; init; }

    public Hash32 BlockHash { get; init; }
}
