using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The execution payload step, bellatrix to fulu (`bellatrix/beacon-chain.md#execution-payload` and its later forms).</summary>
public static partial class ExecutionPayloads
{
    /// <summary>True once a payload has been on the chain (`bellatrix/beacon-chain.md#is_merge_transition_complete`).</summary>
    public static bool IsMergeTransitionComplete(BeaconState state) =>
        state.LatestExecutionPayloadHeader != ExecutionPayloadHeader.Default(state.Ssz);

    /// <summary>True for the first block with a payload (`bellatrix/beacon-chain.md#is_merge_transition_block`).</summary>
    public static bool IsMergeTransitionBlock(BeaconState state, BeaconBlockBody body) =>
        !IsMergeTransitionComplete(state) && body.ExecutionPayload != ExecutionPayload.Default(state.Ssz);

    /// <summary>True from the first block with a payload on (`bellatrix/beacon-chain.md#is_execution_enabled`).</summary>
    public static bool IsExecutionEnabled(BeaconState state, BeaconBlockBody body) =>
        IsMergeTransitionBlock(state, body) || IsMergeTransitionComplete(state);

    /// <summary>The blob commitment's name on the execution layer (`deneb/beacon-chain.md#kzg_commitment_to_versioned_hash`).</summary>
    public static VersionedHash KzgCommitmentToVersionedHash(KZGCommitment kzgCommitment)
    {
        Span<byte> hash = stackalloc byte[32];
        Sha256.Hash(kzgCommitment.AsSpan(), hash);
        hash[0] = Constants.VersionedHashVersionKzg;
        return new VersionedHash(hash);
    }

    /// <summary>The versioned hashes of commitments, in order; what a `NewPayloadRequest` carries from deneb on.</summary>
    public static SszList<VersionedHash> KzgCommitmentsToVersionedHashes(SszList<KZGCommitment> kzgCommitments)
    {
        var hashes = new VersionedHash[kzgCommitments.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = KzgCommitmentToVersionedHash(kzgCommitments[i]);
        }

        return SszList.Adopt(hashes);
    }

    /// <summary>
    /// Checks the payload against the state, asks the engine, and keeps the payload's header. Refuses a wrong parent hash, randao mix,
    /// timestamp (seconds) or too many blobs, and what the engine refuses. See `process_execution_payload`.
    /// </summary>
    public static Refusal? ProcessExecutionPayload(BeaconState state, BeaconBlockBody body, IExecutionEngine executionEngine)
    {
        var payload = body.ExecutionPayload;
        var fork = state.ForkName;
        if (fork >= ForkName.Capella || IsMergeTransitionComplete(state))
        {
            if (Require(payload.ParentHash == state.LatestExecutionPayloadHeader.BlockHash) is { } wrongParent)
            {
                return wrongParent;
            }
        }

        if ((Require(payload.PrevRandao == GetRandaoMix(state, GetCurrentEpoch(state)))
            ?? Require(payload.Timestamp == ComputeTimeAtSlot(state.Spec, state.GenesisTime, state.Slot))
            ?? Require(fork < ForkName.Deneb || (ulong)body.BlobKzgCommitments.Count <= MaxBlobsPerBlock(state))
            ?? Require(executionEngine.VerifyAndNotifyNewPayload(NewPayloadRequestOf(state, body)))) is { } refusal)
        {
            return refusal;
        }

        state.LatestExecutionPayloadHeader = HeaderOf(payload, state.Ssz);
        return null;
    }

    /// <summary>
    /// The blob limit of the state's epoch: MAX_BLOBS_PER_BLOCK (deneb), MAX_BLOBS_PER_BLOCK_ELECTRA (electra), `get_blob_parameters` (fulu
    /// on).
    /// </summary>
    public static ulong MaxBlobsPerBlock(BeaconState state) => state.ForkName switch
    {
        < ForkName.Electra => state.Config.MaxBlobsPerBlock,
        ForkName.Electra => state.Config.MaxBlobsPerBlockElectra,
        _ => GetBlobParameters(state.Config, GetCurrentEpoch(state)).MaxBlobsPerBlock,
    };

    private static NewPayloadRequest NewPayloadRequestOf(BeaconState state, BeaconBlockBody body) => state.ForkName < ForkName.Deneb
        ? new NewPayloadRequest { ExecutionPayload = body.ExecutionPayload }
        : new NewPayloadRequest
        {
            ExecutionPayload = body.ExecutionPayload,
            VersionedHashes = KzgCommitmentsToVersionedHashes(body.BlobKzgCommitments),
            ParentBeaconBlockRoot = state.LatestBlockHeader.ParentRoot,
            ExecutionRequests = body.ExecutionRequests,
        };
}
