using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.State;

/// <summary>
/// The state of the chain in every fork (`phase0/beacon-chain.md#beaconstate`). A writable draft until it is frozen; a frozen state refuses
/// writes (InvalidOperationException) and may be read by many threads. A field that the state's fork lacks is null or zero.
/// </summary>
[SszContainer(ProgressiveSince = ForkName.Gloas)]
public sealed partial class BeaconState(SszContext context)
{
    /// <summary>The fork and limits the state lives under.</summary>
    [SszIgnore]
    public SszContext Ssz { get; } = context;

    /// <summary>The chain the state belongs to.</summary>
    [SszIgnore]
    public ChainSpec Spec => Ssz.Spec;

    /// <summary>The fork of the state; `Fork` is the specification's container of that name.</summary>
    [SszIgnore]
    public ForkName ForkName => Ssz.Fork;

    /// <summary>The compile-time limits that the state's lists and vectors have.</summary>
    [SszIgnore]
    public Preset Preset => Ssz.Preset;

    /// <summary>The run-time configuration of the state's chain.</summary>
    [SszIgnore]
    public ChainConfig Config => Spec.Config;

    public partial ulong GenesisTime { get; set; }

    public partial Root GenesisValidatorsRoot { get; set; }

    public partial Slot Slot { get; set; }

    public partial Fork Fork { get; set; }

    public partial BeaconBlockHeader LatestBlockHeader { get; set; }

    [Ssz("Vector[Root, SLOTS_PER_HISTORICAL_ROOT]")]
    public partial PersistentList<Root> BlockRoots { get; set; }

    [Ssz("Vector[Root, SLOTS_PER_HISTORICAL_ROOT]")]
    public partial PersistentList<Root> StateRoots { get; set; }

    [Ssz("List[Root, HISTORICAL_ROOTS_LIMIT]")]
    public partial PersistentList<Root> HistoricalRoots { get; set; }

    [Ssz(Until = ForkName.Heze)]
    public partial Eth1Data Eth1Data { get; set; }

    [Ssz("List[Eth1Data, EPOCHS_PER_ETH1_VOTING_PERIOD * SLOTS_PER_EPOCH]", Until = ForkName.Heze)]
    public partial PersistentList<Eth1Data> Eth1DataVotes { get; set; }

    [Ssz(Until = ForkName.Heze)]
    public partial ulong Eth1DepositIndex { get; set; }

    [Ssz("List[Validator, VALIDATOR_REGISTRY_LIMIT]")]
    [Ssz("ProgressiveList[Validator]", Since = ForkName.Gloas)]
    public partial PersistentList<Validator> Validators { get; set; }

    [Ssz("List[Gwei, VALIDATOR_REGISTRY_LIMIT]")]
    [Ssz("ProgressiveList[Gwei]", Since = ForkName.Gloas)]
    public partial PersistentList<Gwei> Balances { get; set; }

    [Ssz("Vector[Bytes32, EPOCHS_PER_HISTORICAL_VECTOR]")]
    public partial PersistentList<Bytes32> RandaoMixes { get; set; }

    [Ssz("Vector[Gwei, EPOCHS_PER_SLASHINGS_VECTOR]")]
    public partial PersistentList<Gwei> Slashings { get; set; }

    [Ssz("List[Uint8, VALIDATOR_REGISTRY_LIMIT]", Since = ForkName.Altair)]
    [Ssz("ProgressiveList[Uint8]", Since = ForkName.Gloas)]
    public partial PersistentList<byte> PreviousEpochParticipation { get; set; }

    [Ssz("List[Uint8, VALIDATOR_REGISTRY_LIMIT]", Since = ForkName.Altair)]
    [Ssz("ProgressiveList[Uint8]", Since = ForkName.Gloas)]
    public partial PersistentList<byte> CurrentEpochParticipation { get; set; }

    [Ssz("List[PendingAttestation, MAX_ATTESTATIONS * SLOTS_PER_EPOCH]", Until = ForkName.Altair)]
    public partial PersistentList<PendingAttestation> PreviousEpochAttestations { get; set; }

    [Ssz("List[PendingAttestation, MAX_ATTESTATIONS * SLOTS_PER_EPOCH]", Until = ForkName.Altair)]
    public partial PersistentList<PendingAttestation> CurrentEpochAttestations { get; set; }

    [Ssz("BitVector[JUSTIFICATION_BITS_LENGTH]")]
    public partial BitList JustificationBits { get; set; }

    public partial Checkpoint PreviousJustifiedCheckpoint { get; set; }

    public partial Checkpoint CurrentJustifiedCheckpoint { get; set; }

    public partial Checkpoint FinalizedCheckpoint { get; set; }

    [Ssz("List[Uint64, VALIDATOR_REGISTRY_LIMIT]", Since = ForkName.Altair)]
    [Ssz("ProgressiveList[Uint64]", Since = ForkName.Gloas)]
    public partial PersistentList<ulong> InactivityScores { get; set; }

    [Ssz(Since = ForkName.Altair)]
    public partial SyncCommittee CurrentSyncCommittee { get; set; }

    [Ssz(Since = ForkName.Altair)]
    public partial SyncCommittee NextSyncCommittee { get; set; }

    [Ssz(Since = ForkName.Gloas)]
    public partial Hash32 LatestBlockHash { get; set; }

    [Ssz(Since = ForkName.Bellatrix, Until = ForkName.Gloas)]
    public partial ExecutionPayloadHeader LatestExecutionPayloadHeader { get; set; }

    [Ssz(Since = ForkName.Capella)]
    public partial WithdrawalIndex NextWithdrawalIndex { get; set; }

    [Ssz(Since = ForkName.Capella)]
    public partial ValidatorIndex NextWithdrawalValidatorIndex { get; set; }

    [Ssz("List[HistoricalSummary, HISTORICAL_ROOTS_LIMIT]", Since = ForkName.Capella)]
    public partial PersistentList<HistoricalSummary> HistoricalSummaries { get; set; }

    [Ssz(Since = ForkName.Electra, Until = ForkName.Heze)]
    public partial ulong DepositRequestsStartIndex { get; set; }

    [Ssz(Since = ForkName.Electra)]
    public partial Gwei DepositBalanceToConsume { get; set; }

    [Ssz(Since = ForkName.Electra)]
    public partial Gwei ExitBalanceToConsume { get; set; }

    [Ssz(Since = ForkName.Electra)]
    public partial Epoch EarliestExitEpoch { get; set; }

    [Ssz(Since = ForkName.Electra)]
    public partial Gwei ConsolidationBalanceToConsume { get; set; }

    [Ssz(Since = ForkName.Electra)]
    public partial Epoch EarliestConsolidationEpoch { get; set; }

    [Ssz("List[PendingDeposit, PENDING_DEPOSITS_LIMIT]", Since = ForkName.Electra)]
    [Ssz("ProgressiveList[PendingDeposit]", Since = ForkName.Gloas)]
    public partial PersistentList<PendingDeposit> PendingDeposits { get; set; }

    [Ssz("List[PendingPartialWithdrawal, PENDING_PARTIAL_WITHDRAWALS_LIMIT]", Since = ForkName.Electra)]
    [Ssz("ProgressiveList[PendingPartialWithdrawal]", Since = ForkName.Gloas)]
    public partial PersistentList<PendingPartialWithdrawal> PendingPartialWithdrawals { get; set; }

    [Ssz("List[PendingConsolidation, PENDING_CONSOLIDATIONS_LIMIT]", Since = ForkName.Electra)]
    [Ssz("ProgressiveList[PendingConsolidation]", Since = ForkName.Gloas)]
    public partial PersistentList<PendingConsolidation> PendingConsolidations { get; set; }

    [Ssz("Vector[ValidatorIndex, (MIN_SEED_LOOKAHEAD + 1) * SLOTS_PER_EPOCH]", Since = ForkName.Fulu)]
    public partial PersistentList<ValidatorIndex> ProposerLookahead { get; set; }

    [Ssz("ProgressiveList[Builder]", Since = ForkName.Gloas)]
    public partial PersistentList<Builder> Builders { get; set; }

    [Ssz(Since = ForkName.Gloas)]
    public partial BuilderIndex NextWithdrawalBuilderIndex { get; set; }

    [Ssz("BitVector[SLOTS_PER_HISTORICAL_ROOT]", Since = ForkName.Gloas)]
    public partial BitList ExecutionPayloadAvailability { get; set; }

    [Ssz("Vector[BuilderPendingPayment, 2 * SLOTS_PER_EPOCH]", Since = ForkName.Gloas)]
    public partial PersistentList<BuilderPendingPayment> BuilderPendingPayments { get; set; }

    [Ssz("ProgressiveList[BuilderPendingWithdrawal]", Since = ForkName.Gloas)]
    public partial PersistentList<BuilderPendingWithdrawal> BuilderPendingWithdrawals { get; set; }

    [Ssz(Since = ForkName.Gloas)]
    public partial ExecutionPayloadBid LatestExecutionPayloadBid { get; set; }

    [Ssz("ProgressiveList[Withdrawal]", Since = ForkName.Gloas)]
    public partial PersistentList<Withdrawal> PayloadExpectedWithdrawals { get; set; }

    [Ssz("Vector[Vector[ValidatorIndex, PTC_SIZE], (MIN_SEED_LOOKAHEAD + 2) * SLOTS_PER_EPOCH]", Since = ForkName.Gloas)]
    public partial PersistentList<SszList<ValidatorIndex>> PtcWindow { get; set; }
}
