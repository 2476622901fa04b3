using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>What a fork digest and a signature domain are computed from (`phase0/beacon-chain.md#forkdata`).</summary>
[SszContainer]
public sealed partial record ForkData
{
    public Version CurrentVersion { get; init; }

    public Root GenesisValidatorsRoot { get; init; }
}
