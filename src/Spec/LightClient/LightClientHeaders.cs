using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// The execution part of light client headers. A header has the form of the context's fork, and may be of an earlier slot.
/// </summary>
public static class LightClientHeaders
{
    /// <summary>
    /// The root of the execution payload header, from gloas on the execution block's hash; zero before capella
    /// (`gloas/light-client/sync-protocol.md#modified-get_lc_execution_root`).
    /// </summary>
    public static Root GetLcExecutionRoot(LightClientHeader header, SszContext context)
    {
        var fork = context.Spec.ForkAt(Misc.ComputeEpochAtSlot(context.Preset, header.Beacon.Slot));
        if (fork < ForkName.Capella)
        {
            return Root.Zero;
        }

        var payloadContext = context.Spec.Ssz(fork >= ForkName.Deneb ? ForkName.Deneb : ForkName.Capella);
        if (context.Fork < ForkName.Gloas)
        {
            return header.Execution.HashTreeRoot(payloadContext);
        }

        if (fork >= ForkName.Gloas)
        {
            return header.ExecutionBlockHash;
        }

        if (header.Beacon.Slot == Constants.GenesisSlot)
        {
            return ExecutionPayloadHeader.Default(payloadContext).HashTreeRoot(payloadContext);
        }

        var index = LightClientIndices.BlockHashGindex(fork >= ForkName.Deneb);
        var inner = header.ExecutionBranch.AsSpan()[..^BitOperations.Log2(Constants.ExecutionPayloadGindex)];
        var depth = BitOperations.Log2(index);
        return Predicates.ComputeMerkleBranchRoot(
            header.ExecutionBlockHash, inner[^depth..], depth, LightClientIndices.GetSubtreeIndex(index)) ?? Root.Zero;
    }

    /// <summary>
    /// True where the execution part belongs to the beacon block
    /// (`gloas/light-client/sync-protocol.md#modified-is_valid_light_client_header`).
    /// </summary>
    public static bool IsValidLightClientHeader(LightClientHeader header, SszContext context)
    {
        var fork = context.Spec.ForkAt(Misc.ComputeEpochAtSlot(context.Preset, header.Beacon.Slot));
        if (context.Fork < ForkName.Capella)
        {
            return true;
        }

        if (context.Fork >= ForkName.Gloas)
        {
            return fork < ForkName.Capella
                ? header.ExecutionBlockHash.IsZero && !LightClientProofs.IsPresent(header.ExecutionBranch)
                : LightClientProofs.IsValidNormalizedMerkleBranch(
                    header.ExecutionBlockHash, header.ExecutionBranch, ExecutionBlockHashGindex(fork), header.Beacon.BodyRoot);
        }

        if (fork < ForkName.Deneb && (header.Execution.BlobGasUsed != 0 || header.Execution.ExcessBlobGas != 0))
        {
            return false;
        }

        return fork < ForkName.Capella
            ? header.Execution == ExecutionPayloadHeader.Default(context) && !LightClientProofs.IsPresent(header.ExecutionBranch)
            : LightClientProofs.IsValidNormalizedMerkleBranch(
                GetLcExecutionRoot(header, context), header.ExecutionBranch, Constants.ExecutionPayloadGindex, header.Beacon.BodyRoot);
    }

    private static ulong ExecutionBlockHashGindex(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => Constants.ExecutionBlockHashGindexGloas,
        >= ForkName.Deneb => Constants.ExecutionBlockHashGindexDeneb,
        _ => Constants.ExecutionBlockHashGindex,
    };
}
