using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A builder's exit, from the execution layer (`gloas/beacon-chain.md#builderexitrequest`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderExitRequest
{
    public ExecutionAddress SourceAddress { get; init; }

    public BLSPubkey Pubkey { get; init; }
}
