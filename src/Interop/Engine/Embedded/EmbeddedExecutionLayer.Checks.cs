using System.Numerics;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>What makes a payload invalid.</summary>
public sealed partial class EmbeddedExecutionLayer
{
    private string? Check(NewPayload request, ExecutionBlock parent)
    {
        var payload = request.Request.ExecutionPayload;
        if (PayloadChecks.Problem(_spec.Ssz(request.Fork), request.Request) is { } problem)
        {
            return problem;
        }

        // The block's hashes are those of the transactions' blobs.
        var blobs = request.Request.VersionedHashes.Count;
        if (request.Fork >= ForkName.Deneb && payload.BlobGasUsed != GasPerBlob * (ulong)blobs)
        {
            return $"blob gas used {payload.BlobGasUsed} is not that of {blobs} blobs";
        }

        // What is remembered of a block has to be of use for its children, whatever the parent is.
        if (payload.GasLimit < MinGasLimit || payload.GasUsed > payload.GasLimit)
        {
            return $"gas used {payload.GasUsed} or limit {payload.GasLimit} is out of range";
        }

        if ((BigInteger)payload.BaseFeePerGas > ulong.MaxValue)
        {
            return $"base fee {payload.BaseFeePerGas} is out of range";
        }

        if (parent.IsHashOnly)
        {
            return null;
        }

        if (payload.BlockNumber != parent.Number + 1)
        {
            return $"block number {payload.BlockNumber} does not follow {parent.Number}";
        }

        if (payload.Timestamp <= parent.Timestamp)
        {
            return $"timestamp {payload.Timestamp} is not after its parent's {parent.Timestamp}";
        }

        var bound = parent.GasLimit / GasLimitBoundDivisor;
        var change = Math.Max(payload.GasLimit, parent.GasLimit) - Math.Min(payload.GasLimit, parent.GasLimit);
        if (change >= bound)
        {
            return $"gas limit {payload.GasLimit} is more than a step of {bound} from its parent's {parent.GasLimit}";
        }

        if ((BigInteger)payload.BaseFeePerGas != BaseFee(parent))
        {
            return $"base fee {payload.BaseFeePerGas} is not {BaseFee(parent)}";
        }

        if (payload.StateRoot != Commitment("state"u8, parent, payload))
        {
            return "state root mismatch";
        }

        if (payload.ReceiptsRoot != Commitment("receipts"u8, parent, payload))
        {
            return "receipts root mismatch";
        }

        return request.Fork >= ForkName.Deneb && payload.ExcessBlobGas != ExcessBlobGas(parent, request.Fork)
            ? $"excess blob gas {payload.ExcessBlobGas} is not {ExcessBlobGas(parent, request.Fork)}"
            : null;
    }
}
