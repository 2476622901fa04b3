using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>What the embedded execution layer remembers of a block: enough to check and build its children.</summary>
public sealed record ExecutionBlock(
    Hash32 Hash,
    Hash32 ParentHash,
    ulong Number,
    ulong Timestamp,
    ulong GasLimit,
    ulong GasUsed,
    ulong BaseFeePerGas,
    ulong ExcessBlobGas,
    ulong BlobGasUsed,
    Bytes32 StateRoot);
