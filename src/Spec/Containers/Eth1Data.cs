using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A vote for the state of the deposit contract (`phase0/beacon-chain.md#eth1data`).</summary>
[SszContainer]
public sealed partial record Eth1Data
{
    public Root DepositRoot { get; init; }

    public ulong DepositCount { get; init; }

    public Hash32 BlockHash { get; init; }
}
