using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `ForkData` (`phase0/beacon-chain.md#forkdata`).</summary>
[SszContainer]
public sealed partial record ForkData
{
    public Version CurrentVersion { get; init; }

    public Root GenesisValidatorsRoot { get; init; }
}
