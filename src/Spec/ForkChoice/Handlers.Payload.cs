using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.ForkChoice;

public static partial class Handlers
{
    /// <summary>
    /// Takes the payload of a known block (`gloas/fork-choice.md#new-on_execution_payload_envelope`, with inclusion lists from heze on).
    /// Refuses one whose blob data is not here, and what <see cref="VerifyExecutionPayloadEnvelope"/> refuses.
    /// </summary>
    public static Refusal? OnExecutionPayloadEnvelope(Store store, SignedExecutionPayloadEnvelope signedEnvelope, StoreServices services) =>
        Guarded.Refused(() =>
        {
            var envelope = signedEnvelope.Message;
            if (FindGloas(store, envelope.BeaconBlockRoot, out var block) is { } unknown)
            {
                return unknown;
            }

            var refusal = Require(services.DataAvailability.IsDataAvailable(block!.Block, block.Root))
                ?? VerifyExecutionPayloadEnvelope(block.State, signedEnvelope, services.Verifier, services.ExecutionEngine);
            return refusal ?? AcceptExecutionPayloadEnvelope(store, envelope, services.InclusionListEngine);
        });

    /// <summary>
    /// Takes a payload that has been verified against its block's post-state and whose data is here: the second half of
    /// `on_execution_payload_envelope`, for callers that verify elsewhere. Records whether it satisfies the inclusion lists, heze on.
    /// </summary>
    public static Refusal? AcceptExecutionPayloadEnvelope(
        Store store, ExecutionPayloadEnvelope envelope, IInclusionListEngine inclusionListEngine)
    {
        if (FindGloas(store, envelope.BeaconBlockRoot, out var block) is { } unknown)
        {
            return unknown;
        }

        if (block!.Fork >= ForkName.Heze)
        {
            if (Require(block.Slot > 0) is { } refusal)
            {
                return refusal;
            }

            block.PayloadInclusionListSatisfaction = IsInclusionListSatisfied(store, block, envelope.Payload, inclusionListEngine);
        }

        block.SetPayload(envelope);
        return null;
    }

    /// <summary>
    /// The transactions of the timely inclusion lists that the payload of a block has to satisfy; none before heze and in slot 0
    /// (`heze/fork-choice.md#new-record_payload_inclusion_list_satisfaction`).
    /// </summary>
    public static IReadOnlyList<ByteList> InclusionListTransactionsFor(Store store, StoreBlock block)
    {
        if (block.Fork < ForkName.Heze || block.Slot == 0)
        {
            return [];
        }

        var slot = block.Slot - 1;
        var dependentRoot = Ancestry.GetShufflingDependentRoot(store, block.Root, Misc.ComputeEpochAtSlot(store.Preset, slot));
        return store.InclusionLists.GetInclusionListTransactions(slot, dependentRoot, onlyTimely: true);
    }

    /// <summary>
    /// Checks an envelope against the post-state of its block and asks the execution layer about the payload; changes nothing
    /// (`gloas/fork-choice.md#new-verify_execution_payload_envelope`).
    /// </summary>
    public static Refusal? VerifyExecutionPayloadEnvelope(
        BeaconState state, SignedExecutionPayloadEnvelope signedEnvelope, ISignatureVerifier verifier, IExecutionEngine executionEngine)
    {
        var envelope = signedEnvelope.Message;
        var payload = envelope.Payload;
        var bid = state.LatestExecutionPayloadBid;
        var refusal = Require(ExecutionPayloadEnvelopes.VerifyExecutionPayloadEnvelopeSignature(state, signedEnvelope, verifier));
        if (refusal is not null)
        {
            return refusal;
        }

        var header = state.LatestBlockHeader with { StateRoot = state.HashTreeRoot() };
        return Require(envelope.BeaconBlockRoot == header.HashTreeRoot(state.Ssz))
            ?? Require(envelope.ParentBeaconBlockRoot == state.LatestBlockHeader.ParentRoot)
            ?? Require(envelope.BuilderIndex == bid.BuilderIndex)
            ?? Require(payload.PrevRandao == bid.PrevRandao)
            ?? Require(payload.GasLimit == bid.GasLimit)
            ?? Require(payload.BlockHash == bid.BlockHash)
            ?? Require(envelope.ExecutionRequests.HashTreeRoot(state.Ssz) == bid.ExecutionRequestsRoot)
            ?? Require(payload.SlotNumber == state.Slot)
            ?? Require(payload.ParentHash == state.LatestBlockHash)
            ?? Require(payload.Timestamp == Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, state.Slot))
            ?? Require(payload.Withdrawals.SequenceEqual(state.PayloadExpectedWithdrawals))
            ?? Require(executionEngine.VerifyAndNotifyNewPayload(new NewPayloadRequest
            {
                ExecutionPayload = payload,
                VersionedHashes = ExecutionPayloads.KzgCommitmentsToVersionedHashes(bid.BlobKzgCommitments),
                ParentBeaconBlockRoot = envelope.ParentBeaconBlockRoot,
                ExecutionRequests = envelope.ExecutionRequests,
            }));
    }

    /// <summary>
    /// Counts a vote of the payload timeliness committee (`gloas/fork-choice.md#new-on_payload_attestation_message`). Refuses unknown
    /// blocks and voters outside the committee; from the wire also another slot than the current one and a signature that does not hold. A
    /// vote about another slot's block than its own changes nothing.
    /// </summary>
    public static Refusal? OnPayloadAttestationMessage(
        Store store, PayloadAttestationMessage ptcMessage, StoreServices services, bool isFromBlock = false) => Guarded.Refused(() =>
    {
        var data = ptcMessage.Data;
        if (FindGloas(store, data.BeaconBlockRoot, out var block) is { } unknown)
        {
            return unknown;
        }

        if (data.Slot != block!.Slot)
        {
            return null;
        }

        var state = block.State;
        var refusal = Require(Misc.ComputeEpochAtSlot(store.Preset, data.Slot) >= store.Config.GloasForkEpoch)
            ?? Require(Accessors.GetPtc(state, data.Slot).AsSpan().Contains(ptcMessage.ValidatorIndex));
        if (refusal is null && !isFromBlock)
        {
            var indexed = new IndexedPayloadAttestation
            {
                AttestingIndices = [ptcMessage.ValidatorIndex],
                Data = data,
                Signature = ptcMessage.Signature
            };
            refusal = Require(data.Slot == StoreTime.GetCurrentSlot(store))
                ?? Require(Predicates.IsValidIndexedPayloadAttestation(state, indexed, services.Verifier));
        }

        if (refusal is null)
        {
            SetPayloadVote(block, state, ptcMessage.ValidatorIndex, data);
            store.Changed();
        }

        return refusal;
    });

    /// <summary>
    /// The votes in a block about its parent, which the transition has checked (`gloas/fork-choice.md#new-notify_ptc_messages`).
    /// </summary>
    private static void NotifyPtcMessages(Store store, StoreBlock block)
    {
        if (block.Slot == 0)
        {
            return;
        }

        foreach (var payloadAttestation in block.Block.Body.PayloadAttestations)
        {
            var data = payloadAttestation.Data;
            if (!store.Blocks.TryGetValue(data.BeaconBlockRoot, out var about) || !about.HasPayloadStatus || data.Slot != about.Slot)
            {
                continue;
            }

            foreach (var index in Accessors.GetIndexedPayloadAttestation(block.State, payloadAttestation).AttestingIndices)
            {
                SetPayloadVote(about, block.State, index, data);
            }
        }
    }

    // The committee is that of the slot by the block's own state, or that of a block on top of it, which knows it as well.
    private static void SetPayloadVote(StoreBlock block, BeaconState state, ValidatorIndex voter, PayloadAttestationData data)
    {
        var ptc = Accessors.GetPtc(state, data.Slot).AsSpan();
        for (var i = 0; i < ptc.Length; i++)
        {
            if (ptc[i] == voter)
            {
                block.PayloadTimelinessVote!.Set(i, data.PayloadPresent);
                block.PayloadDataAvailabilityVote!.Set(i, data.BlobDataAvailable);
            }
        }
    }

    /// <summary>`heze/fork-choice.md#new-record_payload_inclusion_list_satisfaction`.</summary>
    private static bool IsInclusionListSatisfied(Store store, StoreBlock block, ExecutionPayload payload, IInclusionListEngine engine) =>
        engine.IsInclusionListSatisfied(payload, InclusionListTransactionsFor(store, block));

    private static Refusal? FindGloas(Store store, Root root, out StoreBlock? block) =>
        !store.Blocks.TryGetValue(root, out block) ? Because("beacon_block_root in store.block_states")
        : block.HasPayloadStatus ? null
        : Because("a block from before gloas has no payload apart");
}
