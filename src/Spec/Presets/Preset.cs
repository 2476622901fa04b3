namespace Consensoor.Spec.Presets;

/// <summary>The compile-time constants of the specification that differ between mainnet and minimal (`presets/`), as a value.</summary>
public sealed partial record Preset
{
    /// <summary>The preset's name as configs refer to it in PRESET_BASE.</summary>
    public required string Name { get; init; }

    // phase0
    public required ulong MaxCommitteesPerSlot { get; init; }
    public required ulong TargetCommitteeSize { get; init; }
    public required ulong MaxValidatorsPerCommittee { get; init; }
    public required ulong ShuffleRoundCount { get; init; }
    public required ulong HysteresisQuotient { get; init; }
    public required ulong HysteresisDownwardMultiplier { get; init; }
    public required ulong HysteresisUpwardMultiplier { get; init; }
    public required ulong MinDepositAmount { get; init; }
    public required ulong MaxEffectiveBalance { get; init; }
    public required ulong EffectiveBalanceIncrement { get; init; }
    public required ulong MinAttestationInclusionDelay { get; init; }
    public required ulong SlotsPerEpoch { get; init; }
    public required ulong MinSeedLookahead { get; init; }
    public required ulong MaxSeedLookahead { get; init; }
    public required ulong EpochsPerEth1VotingPeriod { get; init; }
    public required ulong SlotsPerHistoricalRoot { get; init; }
    public required ulong MinEpochsToInactivityPenalty { get; init; }
    public required ulong EpochsPerHistoricalVector { get; init; }
    public required ulong EpochsPerSlashingsVector { get; init; }
    public required ulong HistoricalRootsLimit { get; init; }
    public required ulong ValidatorRegistryLimit { get; init; }
    public required ulong BaseRewardFactor { get; init; }
    public required ulong WhistleblowerRewardQuotient { get; init; }
    public required ulong ProposerRewardQuotient { get; init; }
    public required ulong InactivityPenaltyQuotient { get; init; }
    public required ulong MinSlashingPenaltyQuotient { get; init; }
    public required ulong ProportionalSlashingMultiplier { get; init; }
    public required ulong MaxProposerSlashings { get; init; }
    public required ulong MaxAttesterSlashings { get; init; }
    public required ulong MaxAttestations { get; init; }
    public required ulong MaxDeposits { get; init; }
    public required ulong MaxVoluntaryExits { get; init; }
    // altair
    public required ulong InactivityPenaltyQuotientAltair { get; init; }
    public required ulong MinSlashingPenaltyQuotientAltair { get; init; }
    public required ulong ProportionalSlashingMultiplierAltair { get; init; }
    public required ulong SyncCommitteeSize { get; init; }
    public required ulong EpochsPerSyncCommitteePeriod { get; init; }
    public required ulong MinSyncCommitteeParticipants { get; init; }
    public required ulong UpdateTimeout { get; init; }
    // bellatrix
    public required ulong InactivityPenaltyQuotientBellatrix { get; init; }
    public required ulong MinSlashingPenaltyQuotientBellatrix { get; init; }
    public required ulong ProportionalSlashingMultiplierBellatrix { get; init; }
    public required ulong MaxBytesPerTransaction { get; init; }
    public required ulong MaxTransactionsPerPayload { get; init; }
    public required ulong BytesPerLogsBloom { get; init; }
    public required ulong MaxExtraDataBytes { get; init; }
    // capella
    public required ulong MaxBlsToExecutionChanges { get; init; }
    public required ulong MaxWithdrawalsPerPayload { get; init; }
    public required ulong MaxValidatorsPerWithdrawalsSweep { get; init; }
    // deneb
    public required ulong MaxBlobCommitmentsPerBlock { get; init; }
    public required ulong KzgCommitmentInclusionProofDepth { get; init; }
    public required ulong FieldElementsPerBlob { get; init; }
    // electra
    public required ulong MinActivationBalance { get; init; }
    public required ulong MaxEffectiveBalanceElectra { get; init; }
    public required ulong MinSlashingPenaltyQuotientElectra { get; init; }
    public required ulong WhistleblowerRewardQuotientElectra { get; init; }
    public required ulong PendingDepositsLimit { get; init; }
    public required ulong PendingPartialWithdrawalsLimit { get; init; }
    public required ulong PendingConsolidationsLimit { get; init; }
    public required ulong MaxAttesterSlashingsElectra { get; init; }
    public required ulong MaxAttestationsElectra { get; init; }
    public required ulong MaxDepositRequestsPerPayload { get; init; }
    public required ulong MaxWithdrawalRequestsPerPayload { get; init; }
    public required ulong MaxConsolidationRequestsPerPayload { get; init; }
    public required ulong MaxPendingPartialsPerWithdrawalsSweep { get; init; }
    public required ulong MaxPendingDepositsPerEpoch { get; init; }
    // fulu
    public required ulong KzgCommitmentsInclusionProofDepth { get; init; }
    public required ulong FieldElementsPerCell { get; init; }
    public required ulong FieldElementsPerExtBlob { get; init; }
    public required ulong CellsPerExtBlob { get; init; }
    public required ulong NumberOfColumns { get; init; }
    // gloas
    public required ulong PtcSize { get; init; }
    public required ulong MaxPayloadAttestations { get; init; }
    public required ulong MaxBuilderDepositRequestsPerPayload { get; init; }
    public required ulong MaxBuilderExitRequestsPerPayload { get; init; }
    public required ulong MaxBuildersPerWithdrawalsSweep { get; init; }
    public required ulong MaxSignedAggregateAndProofSize { get; init; }
    public required ulong MaxAttesterSlashingSize { get; init; }
    public required ulong MaxSignedExecutionPayloadBidSize { get; init; }
    // heze
    public required ulong InclusionListCommitteeSize { get; init; }
    public required ulong MaxSignedExecutionPayloadBidSizeHeze { get; init; }
    public required ulong MaxSignedInclusionListSize { get; init; }
}
