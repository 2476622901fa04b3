using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A block proposal without its signature (`phase0/beacon-chain.md#beaconblock`).</summary>
[SszContainer(CacheRoot = true)]
public sealed partial record BeaconBlock
{
    public Slot Slot { get; init; }

    public ValidatorIndex ProposerIndex { get; init; }

    public Root ParentRoot { get; init; }

    public Root StateRoot { get; init; }

    public BeaconBlockBody Body { get; init; } = null!;
}
