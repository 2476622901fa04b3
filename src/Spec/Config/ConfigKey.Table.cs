namespace Consensoor.Spec.Config;

internal sealed partial record ConfigKey
{
    // BASIS_POINTS: a due time lies within its slot.
    private const ulong BasisPoints = 10_000;

    // Percentages of a committee's weight, which is a share of all that is staked: their product stays below 2^64.
    private const ulong MaxPercent = 10_000;

    // Epochs, slots or seconds that are added to others of the kind.
    private const ulong MaxSpan = 1UL << 32;

    private const ulong MaxDayMs = 86_400_000;

    // A topic each, so that there is an end to them.
    private const ulong MaxSubnets = 1_024;

    /// <summary>Every scalar key of `configs/`, in the order of the files there.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        Text("PRESET_BASE", static c => c.PresetBase, static (c, v) => c with { PresetBase = v }),
        Text("CONFIG_NAME", static c => c.ConfigName, static (c, v) => c with { ConfigName = v }),
        Wide("TERMINAL_TOTAL_DIFFICULTY", static c => c.TerminalTotalDifficulty, static (c, v) => c with { TerminalTotalDifficulty = v }),
        Hex32("TERMINAL_BLOCK_HASH", static c => c.TerminalBlockHash, static (c, v) => c with { TerminalBlockHash = v }),
        Number(
            "TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH",
            static c => c.TerminalBlockHashActivationEpoch,
            static (c, v) => c with { TerminalBlockHashActivationEpoch = v }),
        Number(
            "MIN_GENESIS_ACTIVE_VALIDATOR_COUNT",
            static c => c.MinGenesisActiveValidatorCount,
            static (c, v) => c with { MinGenesisActiveValidatorCount = v }),
        Number("MIN_GENESIS_TIME", static c => c.MinGenesisTime, static (c, v) => c with { MinGenesisTime = v }),
        Hex4("GENESIS_FORK_VERSION", static c => c.GenesisForkVersion, static (c, v) => c with { GenesisForkVersion = v }),
        UpTo(MaxSpan, "GENESIS_DELAY", static c => c.GenesisDelay, static (c, v) => c with { GenesisDelay = v }),
        Hex4("ALTAIR_FORK_VERSION", static c => c.AltairForkVersion, static (c, v) => c with { AltairForkVersion = v }),
        Number("ALTAIR_FORK_EPOCH", static c => c.AltairForkEpoch, static (c, v) => c with { AltairForkEpoch = v }),
        Hex4("BELLATRIX_FORK_VERSION", static c => c.BellatrixForkVersion, static (c, v) => c with { BellatrixForkVersion = v }),
        Number("BELLATRIX_FORK_EPOCH", static c => c.BellatrixForkEpoch, static (c, v) => c with { BellatrixForkEpoch = v }),
        Hex4("CAPELLA_FORK_VERSION", static c => c.CapellaForkVersion, static (c, v) => c with { CapellaForkVersion = v }),
        Number("CAPELLA_FORK_EPOCH", static c => c.CapellaForkEpoch, static (c, v) => c with { CapellaForkEpoch = v }),
        Hex4("DENEB_FORK_VERSION", static c => c.DenebForkVersion, static (c, v) => c with { DenebForkVersion = v }),
        Number("DENEB_FORK_EPOCH", static c => c.DenebForkEpoch, static (c, v) => c with { DenebForkEpoch = v }),
        Hex4("ELECTRA_FORK_VERSION", static c => c.ElectraForkVersion, static (c, v) => c with { ElectraForkVersion = v }),
        Number("ELECTRA_FORK_EPOCH", static c => c.ElectraForkEpoch, static (c, v) => c with { ElectraForkEpoch = v }),
        Hex4("FULU_FORK_VERSION", static c => c.FuluForkVersion, static (c, v) => c with { FuluForkVersion = v }),
        Number("FULU_FORK_EPOCH", static c => c.FuluForkEpoch, static (c, v) => c with { FuluForkEpoch = v }),
        Hex4("GLOAS_FORK_VERSION", static c => c.GloasForkVersion, static (c, v) => c with { GloasForkVersion = v }),
        Number("GLOAS_FORK_EPOCH", static c => c.GloasForkEpoch, static (c, v) => c with { GloasForkEpoch = v }),
        Hex4("HEZE_FORK_VERSION", static c => c.HezeForkVersion, static (c, v) => c with { HezeForkVersion = v }),
        Number("HEZE_FORK_EPOCH", static c => c.HezeForkEpoch, static (c, v) => c with { HezeForkEpoch = v }),
        DivisorUpTo(MaxDayMs, "SLOT_DURATION_MS", static c => c.SlotDurationMs, static (c, v) => c with { SlotDurationMs = v }),
        Number("SECONDS_PER_ETH1_BLOCK", static c => c.SecondsPerEth1Block, static (c, v) => c with { SecondsPerEth1Block = v }),
        Number(
            "MIN_VALIDATOR_WITHDRAWABILITY_DELAY",
            static c => c.MinValidatorWithdrawabilityDelay,
            static (c, v) => c with { MinValidatorWithdrawabilityDelay = v }),
        Number("SHARD_COMMITTEE_PERIOD", static c => c.ShardCommitteePeriod, static (c, v) => c with { ShardCommitteePeriod = v }),
        Number("ETH1_FOLLOW_DISTANCE", static c => c.Eth1FollowDistance, static (c, v) => c with { Eth1FollowDistance = v }),
        UpTo(
            BasisPoints,
            "PROPOSER_REORG_CUTOFF_BPS",
            static c => c.ProposerReorgCutoffBps,
            static (c, v) => c with { ProposerReorgCutoffBps = v }),
        UpTo(BasisPoints, "ATTESTATION_DUE_BPS", static c => c.AttestationDueBps, static (c, v) => c with { AttestationDueBps = v }),
        UpTo(BasisPoints, "AGGREGATE_DUE_BPS", static c => c.AggregateDueBps, static (c, v) => c with { AggregateDueBps = v }),
        UpTo(BasisPoints, "SYNC_MESSAGE_DUE_BPS", static c => c.SyncMessageDueBps, static (c, v) => c with { SyncMessageDueBps = v }),
        UpTo(BasisPoints, "CONTRIBUTION_DUE_BPS", static c => c.ContributionDueBps, static (c, v) => c with { ContributionDueBps = v }),
        Number(
            "MIN_BUILDER_WITHDRAWABILITY_DELAY",
            static c => c.MinBuilderWithdrawabilityDelay,
            static (c, v) => c with { MinBuilderWithdrawabilityDelay = v }),
        UpTo(
            BasisPoints,
            "ATTESTATION_DUE_BPS_GLOAS",
            static c => c.AttestationDueBpsGloas,
            static (c, v) => c with { AttestationDueBpsGloas = v }),
        UpTo(
            BasisPoints,
            "AGGREGATE_DUE_BPS_GLOAS",
            static c => c.AggregateDueBpsGloas,
            static (c, v) => c with { AggregateDueBpsGloas = v }),
        UpTo(
            BasisPoints,
            "SYNC_MESSAGE_DUE_BPS_GLOAS",
            static c => c.SyncMessageDueBpsGloas,
            static (c, v) => c with { SyncMessageDueBpsGloas = v }),
        UpTo(
            BasisPoints,
            "CONTRIBUTION_DUE_BPS_GLOAS",
            static c => c.ContributionDueBpsGloas,
            static (c, v) => c with { ContributionDueBpsGloas = v }),
        UpTo(BasisPoints, "PAYLOAD_DUE_BPS", static c => c.PayloadDueBps, static (c, v) => c with { PayloadDueBps = v }),
        UpTo(
            BasisPoints,
            "PAYLOAD_ATTESTATION_DUE_BPS",
            static c => c.PayloadAttestationDueBps,
            static (c, v) => c with { PayloadAttestationDueBps = v }),
        UpTo(BasisPoints, "INCLUSION_LIST_DUE_BPS", static c => c.InclusionListDueBps, static (c, v) => c with { InclusionListDueBps = v }),
        Divisor("INACTIVITY_SCORE_BIAS", static c => c.InactivityScoreBias, static (c, v) => c with { InactivityScoreBias = v }),
        Number(
            "INACTIVITY_SCORE_RECOVERY_RATE",
            static c => c.InactivityScoreRecoveryRate,
            static (c, v) => c with { InactivityScoreRecoveryRate = v }),
        Number("EJECTION_BALANCE", static c => c.EjectionBalance, static (c, v) => c with { EjectionBalance = v }),
        Number("MIN_PER_EPOCH_CHURN_LIMIT", static c => c.MinPerEpochChurnLimit, static (c, v) => c with { MinPerEpochChurnLimit = v }),
        Divisor("CHURN_LIMIT_QUOTIENT", static c => c.ChurnLimitQuotient, static (c, v) => c with { ChurnLimitQuotient = v }),
        Number(
            "MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT",
            static c => c.MaxPerEpochActivationChurnLimit,
            static (c, v) => c with { MaxPerEpochActivationChurnLimit = v }),
        Number(
            "MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA",
            static c => c.MinPerEpochChurnLimitElectra,
            static (c, v) => c with { MinPerEpochChurnLimitElectra = v }),
        Number(
            "MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT",
            static c => c.MaxPerEpochActivationExitChurnLimit,
            static (c, v) => c with { MaxPerEpochActivationExitChurnLimit = v }),
        Divisor(
            "CHURN_LIMIT_QUOTIENT_GLOAS", static c => c.ChurnLimitQuotientGloas, static (c, v) => c with { ChurnLimitQuotientGloas = v }),
        Divisor(
            "CONSOLIDATION_CHURN_LIMIT_QUOTIENT",
            static c => c.ConsolidationChurnLimitQuotient,
            static (c, v) => c with { ConsolidationChurnLimitQuotient = v }),
        Number(
            "MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT_GLOAS",
            static c => c.MaxPerEpochActivationChurnLimitGloas,
            static (c, v) => c with { MaxPerEpochActivationChurnLimitGloas = v }),
        UpTo(MaxPercent, "PROPOSER_SCORE_BOOST", static c => c.ProposerScoreBoost, static (c, v) => c with { ProposerScoreBoost = v }),
        UpTo(
            MaxPercent,
            "REORG_HEAD_WEIGHT_THRESHOLD",
            static c => c.ReorgHeadWeightThreshold,
            static (c, v) => c with { ReorgHeadWeightThreshold = v }),
        UpTo(
            MaxPercent,
            "REORG_PARENT_WEIGHT_THRESHOLD",
            static c => c.ReorgParentWeightThreshold,
            static (c, v) => c with { ReorgParentWeightThreshold = v }),
        UpTo(
            MaxSpan,
            "REORG_MAX_EPOCHS_SINCE_FINALIZATION",
            static c => c.ReorgMaxEpochsSinceFinalization,
            static (c, v) => c with { ReorgMaxEpochsSinceFinalization = v }),
        Number("DEPOSIT_CHAIN_ID", static c => c.DepositChainId, static (c, v) => c with { DepositChainId = v }),
        Number("DEPOSIT_NETWORK_ID", static c => c.DepositNetworkId, static (c, v) => c with { DepositNetworkId = v }),
        Hex20("DEPOSIT_CONTRACT_ADDRESS", static c => c.DepositContractAddress, static (c, v) => c with { DepositContractAddress = v }),
        Number("MAX_PAYLOAD_SIZE", static c => c.MaxPayloadSize, static (c, v) => c with { MaxPayloadSize = v }),
        Number("MAX_REQUEST_BLOCKS", static c => c.MaxRequestBlocks, static (c, v) => c with { MaxRequestBlocks = v }),
        Divisor(
            "EPOCHS_PER_SUBNET_SUBSCRIPTION",
            static c => c.EpochsPerSubnetSubscription,
            static (c, v) => c with { EpochsPerSubnetSubscription = v }),
        UpTo(
            MaxSpan,
            "ATTESTATION_PROPAGATION_SLOT_RANGE",
            static c => c.AttestationPropagationSlotRange,
            static (c, v) => c with { AttestationPropagationSlotRange = v }),
        UpTo(
            MaxDayMs,
            "MAXIMUM_GOSSIP_CLOCK_DISPARITY",
            static c => c.MaximumGossipClockDisparity,
            static (c, v) => c with { MaximumGossipClockDisparity = v }),
        Hex4(
            "MESSAGE_DOMAIN_INVALID_SNAPPY",
            static c => c.MessageDomainInvalidSnappy,
            static (c, v) => c with { MessageDomainInvalidSnappy = v }),
        Hex4(
            "MESSAGE_DOMAIN_VALID_SNAPPY",
            static c => c.MessageDomainValidSnappy,
            static (c, v) => c with { MessageDomainValidSnappy = v }),
        Number("SUBNETS_PER_NODE", static c => c.SubnetsPerNode, static (c, v) => c with { SubnetsPerNode = v }),
        DivisorUpTo(
            MaxSubnets,
            "ATTESTATION_SUBNET_COUNT",
            static c => c.AttestationSubnetCount,
            static (c, v) => c with { AttestationSubnetCount = v }),
        Number(
            "ATTESTATION_SUBNET_EXTRA_BITS",
            static c => c.AttestationSubnetExtraBits,
            static (c, v) => c with { AttestationSubnetExtraBits = v }),
        Number("MAX_REQUEST_BLOCKS_DENEB", static c => c.MaxRequestBlocksDeneb, static (c, v) => c with { MaxRequestBlocksDeneb = v }),
        Number(
            "MIN_EPOCHS_FOR_BLOB_SIDECARS_REQUESTS",
            static c => c.MinEpochsForBlobSidecarsRequests,
            static (c, v) => c with { MinEpochsForBlobSidecarsRequests = v }),
        DivisorUpTo(
            MaxSubnets,
            "BLOB_SIDECAR_SUBNET_COUNT",
            static c => c.BlobSidecarSubnetCount,
            static (c, v) => c with { BlobSidecarSubnetCount = v }),
        Number("MAX_BLOBS_PER_BLOCK", static c => c.MaxBlobsPerBlock, static (c, v) => c with { MaxBlobsPerBlock = v }),
        DivisorUpTo(
            MaxSubnets,
            "BLOB_SIDECAR_SUBNET_COUNT_ELECTRA",
            static c => c.BlobSidecarSubnetCountElectra,
            static (c, v) => c with { BlobSidecarSubnetCountElectra = v }),
        Number(
            "MAX_BLOBS_PER_BLOCK_ELECTRA", static c => c.MaxBlobsPerBlockElectra, static (c, v) => c with { MaxBlobsPerBlockElectra = v }),
        Divisor("NUMBER_OF_CUSTODY_GROUPS", static c => c.NumberOfCustodyGroups, static (c, v) => c with { NumberOfCustodyGroups = v }),
        DivisorUpTo(
            MaxSubnets,
            "DATA_COLUMN_SIDECAR_SUBNET_COUNT",
            static c => c.DataColumnSidecarSubnetCount,
            static (c, v) => c with { DataColumnSidecarSubnetCount = v }),
        Number("SAMPLES_PER_SLOT", static c => c.SamplesPerSlot, static (c, v) => c with { SamplesPerSlot = v }),
        Number("CUSTODY_REQUIREMENT", static c => c.CustodyRequirement, static (c, v) => c with { CustodyRequirement = v }),
        Number(
            "VALIDATOR_CUSTODY_REQUIREMENT",
            static c => c.ValidatorCustodyRequirement,
            static (c, v) => c with { ValidatorCustodyRequirement = v }),
        Divisor(
            "BALANCE_PER_ADDITIONAL_CUSTODY_GROUP",
            static c => c.BalancePerAdditionalCustodyGroup,
            static (c, v) => c with { BalancePerAdditionalCustodyGroup = v }),
        Number(
            "MIN_EPOCHS_FOR_DATA_COLUMN_SIDECARS_REQUESTS",
            static c => c.MinEpochsForDataColumnSidecarsRequests,
            static (c, v) => c with { MinEpochsForDataColumnSidecarsRequests = v }),
        Number("MAX_REQUEST_PAYLOADS", static c => c.MaxRequestPayloads, static (c, v) => c with { MaxRequestPayloads = v }),
        Number(
            "MAX_REQUEST_INCLUSION_LIST", static c => c.MaxRequestInclusionList, static (c, v) => c with { MaxRequestInclusionList = v }),
        UpTo(
            MaxSpan,
            "MIN_SLOTS_FOR_INCLUSION_LISTS_REQUESTS",
            static c => c.MinSlotsForInclusionListsRequests,
            static (c, v) => c with { MinSlotsForInclusionListsRequests = v }),
        Number(
            "MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST",
            static c => c.MaxTransactionsBytesPerInclusionList,
            static (c, v) => c with { MaxTransactionsBytesPerInclusionList = v }),
        UpTo(
            100,
            "CONFIRMATION_BYZANTINE_THRESHOLD",
            static c => c.ConfirmationByzantineThreshold,
            static (c, v) => c with { ConfirmationByzantineThreshold = v }),
    ];
}
