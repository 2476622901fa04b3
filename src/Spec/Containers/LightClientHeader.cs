using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A beacon block header, from capella on with its execution part and the branch to it
/// (`altair/light-client/sync-protocol.md#lightclientheader`).
/// </summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record LightClientHeader
{
    public BeaconBlockHeader Beacon { get; init; } = null!;

    [Ssz(Since = ForkName.Gloas)]
    public Hash32 ExecutionBlockHash { get; init; }

    [Ssz(Since = ForkName.Capella, Until = ForkName.Gloas)]
    public ExecutionPayloadHeader Execution { get; init; } = null!;

    [Ssz("Vector[Bytes32, floorlog2(EXECUTION_PAYLOAD_GINDEX)]", Since = ForkName.Capella)]
    [Ssz("Vector[Bytes32, floorlog2(EXECUTION_BLOCK_HASH_GINDEX_GLOAS)]", Since = ForkName.Gloas)]
    public SszList<Bytes32> ExecutionBranch { get; init; } = [];
}
