namespace Consensoor.Conformance.SpecRefs;

/// <summary>Declarations that name and chapter do not tell: another name, or one of several of the name.</summary>
public static class PlaceHints
{
    private static readonly Dictionary<string, string> Declarations = new()
    {
        // The helpers, where another class has one of the name for its own use.
        ["get_total_balance"] = "Accessors.GetTotalBalance",
        ["initiate_validator_exit"] = "Mutators.InitiateValidatorExit",
        ["is_valid_indexed_attestation"] = "Predicates.IsValidIndexedAttestation",
        ["PayloadStatus"] = "PayloadStatus",

        // Other names.
        ["sha256"] = "Sha256.Hash",
        ["state_transition"] = "StateTransition.Apply",
        ["get_set_bit_count"] = "BitList.CountOnes",
        ["compute_shuffled_permutation"] = "Shuffling.ShuffleList",
        ["compute_committee"] = "Accessors.CommitteeBounds",
        ["filter_node_tree"] = "NodeTree.Close",
        ["get_node_for_root"] = "StoreBlock.EntryNode",
        ["get_block_slot"] = "StoreBlock.Slot",
        ["get_block_epoch"] = "ConfirmationRule.EpochOf",
        ["get_checkpoint_for_block"] = "Ancestry.GetCheckpointBlock",
        ["get_slot_committee"] = "ConfirmationRule.GetSlotCommittee",
        ["get_support_discount"] = "ConfirmationRule.ComputeEmptySlotSupportDiscount",
        ["record_payload_inclusion_list_satisfaction"] = "Handlers.IsInclusionListSatisfied",
        ["get_inclusion_list_store"] = "Store.InclusionLists",
        ["EpochParticipation"] = "BeaconState.PreviousEpochParticipation",
        ["PAYLOAD_STATUS_EMPTY"] = "PayloadStatus.Empty",
        ["PAYLOAD_STATUS_FULL"] = "PayloadStatus.Full",
        ["PAYLOAD_STATUS_PENDING"] = "PayloadStatus.Pending",
        ["PAYLOAD_STATUS_VALID"] = "PayloadValidationStatus.Valid",
        ["PAYLOAD_STATUS_INVALIDATED"] = "PayloadValidationStatus.Invalidated",
        ["PAYLOAD_STATUS_NOT_VALIDATED"] = "PayloadValidationStatus.NotValidated",

        // The topic's row; no function has the name of a topic.
        ["sync_committee_contribution_and_proof"] = "SyncCommitteeContributionTopic",

        // What does the work behind an interface, and the interface where the work is somebody else's.
        ["eth_aggregate_pubkeys"] = "ManagedBls.EthAggregatePubkeys",
        ["eth_fast_aggregate_verify"] = "ManagedBls.EthFastAggregateVerify",
        ["verify_blob_kzg_proof"] = "ManagedKzg.VerifyBlobKzgProof",
        ["verify_blob_kzg_proof_batch"] = "ManagedKzg.VerifyBlobKzgProofBatch",
        ["verify_cell_kzg_proof_batch"] = "ManagedKzg.VerifyCellKzgProofBatch",
        ["compute_cells"] = "ManagedKzg.ComputeCells",
        ["compute_cells_and_kzg_proofs"] = "ManagedKzg.ComputeCellsAndKzgProofs",
        ["recover_cells_and_kzg_proofs"] = "ManagedKzg.RecoverCellsAndKzgProofs",
        ["verify_and_notify_new_payload"] = "IExecutionEngine.VerifyAndNotifyNewPayload",
        ["is_data_available"] = "IDataAvailability.IsDataAvailable",
        ["is_inclusion_list_satisfied"] = "IInclusionListEngine.IsInclusionListSatisfied",
        ["notify_new_payload"] = "IExecutionLayer.NewPayload",
        ["notify_forkchoice_updated"] = "IExecutionLayer.ForkchoiceUpdated",
        ["get_payload"] = "IExecutionLayer.GetPayload",
        ["get_inclusion_list"] = "IExecutionLayer.GetInclusionList",
        ["Builders"] = "BeaconState.Builders",
        ["PayloadAttributes"] = "BuildAttributes",
        ["GetPayloadResponse"] = "PayloadBuilt",
        ["BlobsBundle"] = "BuiltBlobs",

        // Types: the field that stands for the others of the type, and where no container has one.
        ["AggregationBits"] = "Attestation.AggregationBits",
        ["Withdrawals"] = "ExecutionPayload.Withdrawals",
        ["Attnets"] = "MetaData.Attnets",
        ["Syncnets"] = "MetaData.Syncnets",
        ["Cells"] = "CellsAndProofs.Cells",
        ["Proofs"] = "CellsAndProofs.Proofs",
        ["PayloadId"] = "GetPayload.PayloadId",
        ["Blobs"] = "BuiltBlobs.Blobs",
    };

    /// <summary>The declaration of an item (`Type.Member`), or null where the rules find it.</summary>
    public static string? For(SpecItem item) => Declarations.GetValueOrDefault(item.Name);
}
