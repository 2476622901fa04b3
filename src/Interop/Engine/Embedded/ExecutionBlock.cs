using System.Numerics;
using Consensoor.Spec.Containers;
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
    Bytes32 StateRoot)
{
    /// <summary>True where only the hash is known, and nothing else about its children can be checked.</summary>
    public bool IsHashOnly { get; init; }

    /// <summary>Takes what is remembered of a block from its payload.</summary>
    public static ExecutionBlock Of(ExecutionPayload payload) => new(
        payload.BlockHash,
        payload.ParentHash,
        payload.BlockNumber,
        payload.Timestamp,
        payload.GasLimit,
        payload.GasUsed,
        (ulong)(BigInteger)payload.BaseFeePerGas,
        payload.ExcessBlobGas,
        payload.BlobGasUsed,
        payload.StateRoot);

    /// <summary>What is remembered of a genesis block as the header a state carries, in the form of a fork; the rest is zero.</summary>
    public ExecutionPayloadHeader ToPayloadHeader(SszContext context) => ExecutionPayloadHeader.Default(context) with
    {
        BlockHash = Hash,
        StateRoot = StateRoot,
        BlockNumber = Number,
        GasLimit = GasLimit,
        Timestamp = Timestamp,
        BaseFeePerGas = (UInt256)(BigInteger)BaseFeePerGas,
    };
}
