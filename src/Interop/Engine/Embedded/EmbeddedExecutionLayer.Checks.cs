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
        if (PayloadChecks.BlockHashProblem(_spec.Ssz(request.Fork), request.Request) is { } mismatch)
        {
            return mismatch;
        }

        if (parent.IsHashOnly)
        {
            return request.Fork >= ForkName.Deneb ? CheckBlobHashes(request) : null;
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
        if (change >= bound || payload.GasLimit < MinGasLimit)
        {
            return $"gas limit {payload.GasLimit} is more than a step of {bound} from its parent's {parent.GasLimit}";
        }

        if (payload.GasUsed > payload.GasLimit)
        {
            return $"gas used {payload.GasUsed} is over the limit {payload.GasLimit}";
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

        return request.Fork >= ForkName.Deneb ? CheckBlobs(request, parent) : null;
    }

    private string? CheckBlobs(NewPayload request, ExecutionBlock parent)
    {
        if (CheckBlobHashes(request) is { } error)
        {
            return error;
        }

        var excess = ExcessBlobGas(parent, request.Fork);
        var own = request.Request.ExecutionPayload.ExcessBlobGas;
        return own == excess ? null : $"excess blob gas {own} is not {excess}";
    }

    private static string? CheckBlobHashes(NewPayload request)
    {
        if (PayloadChecks.BlobHashProblem(request.Request, out var blobs) is { } problem)
        {
            return problem;
        }

        var used = request.Request.ExecutionPayload.BlobGasUsed;
        return used == GasPerBlob * (ulong)blobs ? null : $"blob gas used {used} is not that of {blobs} blobs";
    }
}
