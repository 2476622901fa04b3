using System.Numerics;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Config;

/// <summary>The run-time configuration of a network (`configs/`), every key of the specification under its own name.</summary>
public sealed partial record ChainConfig
{
    public string PresetBase { get; init; } = "";
    public string ConfigName { get; init; } = "";
    public BigInteger TerminalTotalDifficulty { get; init; }
    public Bytes32 TerminalBlockHash { get; init; }
    public ulong TerminalBlockHashActivationEpoch { get; init; }
    public ulong MinGenesisActiveValidatorCount { get; init; }
    public ulong MinGenesisTime { get; init; }
    public Bytes4 GenesisForkVersion { get; init; }
    public ulong GenesisDelay { get; init; }
    public Bytes4 AltairForkVersion { get; init; }
    public ulong AltairForkEpoch { get; init; }
    public Bytes4 BellatrixForkVersion { get; init; }
    public ulong BellatrixForkEpoch { get; init; }
    public Bytes4 CapellaForkVersion { get; init; }
    public ulong CapellaForkEpoch { get; init; }
    public Bytes4 DenebForkVersion { get; init; }
    public ulong DenebForkEpoch { get; init; }
    public Bytes4 ElectraForkVersion { get; init; }
    public ulong ElectraForkEpoch { get; init; }
    public Bytes4 FuluForkVersion { get; init; }
    public ulong FuluForkEpoch { get; init; }
    public Bytes4 GloasForkVersion { get; init; }
    public ulong GloasForkEpoch { get; init; }
    public Bytes4 HezeForkVersion { get; init; }
    public ulong HezeForkEpoch { get; init; }
    public ulong SlotDurationMs { get; init; }

    /// <summary>
    /// The lengths that slots take on later, by the epoch of the fork that changes them; no fork of this specification does.
    /// </summary>
    public IReadOnlyList<SlotDuration> LaterSlotDurations { get; init; } = [];

    /// <summary>How long slots are, from which epoch on (`get_slot_durations`).</summary>
    public IReadOnlyList<SlotDuration> SlotDurations => [new(Constants.GenesisEpoch, SlotDurationMs), .. LaterSlotDurations];
    public ulong SecondsPerEth1Block { get; init; }
    public ulong MinValidatorWithdrawabilityDelay { get; init; }
    public ulong ShardCommitteePeriod { get; init; }
    public ulong Eth1FollowDistance { get; init; }
    public ulong ProposerReorgCutoffBps { get; init; }
    public ulong AttestationDueBps { get; init; }
    public ulong AggregateDueBps { get; init; }
    public ulong SyncMessageDueBps { get; init; }
    public ulong ContributionDueBps { get; init; }
    public ulong MinBuilderWithdrawabilityDelay { get; init; }
    public ulong AttestationDueBpsGloas { get; init; }
    public ulong AggregateDueBpsGloas { get; init; }
    public ulong SyncMessageDueBpsGloas { get; init; }
    public ulong ContributionDueBpsGloas { get; init; }
    public ulong PayloadDueBps { get; init; }
    public ulong PayloadAttestationDueBps { get; init; }
    public ulong InclusionListDueBps { get; init; }
    public ulong InactivityScoreBias { get; init; }
    public ulong InactivityScoreRecoveryRate { get; init; }
    public ulong EjectionBalance { get; init; }
    public ulong MinPerEpochChurnLimit { get; init; }
    public ulong ChurnLimitQuotient { get; init; }
    public ulong MaxPerEpochActivationChurnLimit { get; init; }
    public ulong MinPerEpochChurnLimitElectra { get; init; }
    public ulong MaxPerEpochActivationExitChurnLimit { get; init; }
    public ulong ChurnLimitQuotientGloas { get; init; }
    public ulong ConsolidationChurnLimitQuotient { get; init; }
    public ulong MaxPerEpochActivationChurnLimitGloas { get; init; }
    public ulong ProposerScoreBoost { get; init; }
    public ulong ReorgHeadWeightThreshold { get; init; }
    public ulong ReorgParentWeightThreshold { get; init; }
    public ulong ReorgMaxEpochsSinceFinalization { get; init; }
    public ulong DepositChainId { get; init; }
    public ulong DepositNetworkId { get; init; }
    public Bytes20 DepositContractAddress { get; init; }
    public ulong MaxPayloadSize { get; init; }
    public ulong MaxRequestBlocks { get; init; }
    public ulong EpochsPerSubnetSubscription { get; init; }
    public ulong AttestationPropagationSlotRange { get; init; }
    public ulong MaximumGossipClockDisparity { get; init; }
    public Bytes4 MessageDomainInvalidSnappy { get; init; }
    public Bytes4 MessageDomainValidSnappy { get; init; }
    public ulong SubnetsPerNode { get; init; }
    public ulong AttestationSubnetCount { get; init; }
    public ulong AttestationSubnetExtraBits { get; init; }
    public ulong MaxRequestBlocksDeneb { get; init; }
    public ulong MinEpochsForBlobSidecarsRequests { get; init; }
    public ulong BlobSidecarSubnetCount { get; init; }
    public ulong MaxBlobsPerBlock { get; init; }
    public ulong BlobSidecarSubnetCountElectra { get; init; }
    public ulong MaxBlobsPerBlockElectra { get; init; }
    public ulong NumberOfCustodyGroups { get; init; }
    public ulong DataColumnSidecarSubnetCount { get; init; }
    public ulong SamplesPerSlot { get; init; }
    public ulong CustodyRequirement { get; init; }
    public ulong ValidatorCustodyRequirement { get; init; }
    public ulong BalancePerAdditionalCustodyGroup { get; init; }
    public ulong MinEpochsForDataColumnSidecarsRequests { get; init; }
    public ulong MaxRequestPayloads { get; init; }
    public ulong MaxRequestInclusionList { get; init; }
    public ulong MinSlotsForInclusionListsRequests { get; init; }
    public ulong MaxTransactionsBytesPerInclusionList { get; init; }
    public ulong ConfirmationByzantineThreshold { get; init; }

    /// <summary>BLOB_SCHEDULE: the blob limits by epoch, ascending (`fulu/beacon-chain.md#blob-schedule`).</summary>
    public IReadOnlyList<BlobScheduleEntry> BlobSchedule { get; init; } = [];

    /// <summary>GAS_LIMIT_SCHEDULE: the scheduled gas limits by epoch, ascending (`gloas/beacon-chain.md#gas-limit-schedule`).</summary>
    public IReadOnlyList<GasLimitScheduleEntry> GasLimitSchedule { get; init; } = [];

    /// <summary>Keys of a configuration file that the specification does not know, as written, for /eth/v1/config/spec.</summary>
    public IReadOnlyDictionary<string, string> UnknownKeys { get; init; } = new Dictionary<string, string>();
}
