using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>What the `eth2` key of a node record holds (`phase0/p2p-interface.md#eth2-field`).</summary>
[SszContainer]
public sealed partial record ENRForkID
{
    public ForkDigest ForkDigest { get; init; }

    public Version NextForkVersion { get; init; }

    public Epoch NextForkEpoch { get; init; }
}
