namespace Consensoor.Spec;

/// <summary>The constants of the specification that no preset and no configuration changes, by the fork that introduced them.</summary>
public static partial class Constants
{
    /// <summary>UINT64_MAX (`phase0/beacon-chain.md#constants`).</summary>
    public const ulong Uint64Max = ulong.MaxValue;

    /// <summary>UINT64_MAX_SQRT (`phase0/beacon-chain.md#constants`).</summary>
    public const ulong Uint64MaxSqrt = 4_294_967_295;

    /// <summary>GENESIS_SLOT (`phase0/beacon-chain.md#constants`).</summary>
    public const Slot GenesisSlot = 0;

    /// <summary>GENESIS_EPOCH (`phase0/beacon-chain.md#constants`).</summary>
    public const Epoch GenesisEpoch = 0;

    /// <summary>FAR_FUTURE_EPOCH (`phase0/beacon-chain.md#constants`).</summary>
    public const Epoch FarFutureEpoch = ulong.MaxValue;

    /// <summary>BASE_REWARDS_PER_EPOCH (`phase0/beacon-chain.md#constants`).</summary>
    public const ulong BaseRewardsPerEpoch = 4;

    /// <summary>JUSTIFICATION_BITS_LENGTH (`phase0/beacon-chain.md#constants`).</summary>
    public const ulong JustificationBitsLength = 4;

    /// <summary>BLS_WITHDRAWAL_PREFIX (`phase0/beacon-chain.md#constants`).</summary>
    public const byte BlsWithdrawalPrefix = 0x00;

    /// <summary>ETH1_ADDRESS_WITHDRAWAL_PREFIX (`phase0/beacon-chain.md#constants`).</summary>
    public const byte Eth1AddressWithdrawalPrefix = 0x01;

    /// <summary>DOMAIN_BEACON_PROPOSER (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainBeaconProposer = DomainType.Parse("0x00000000");

    /// <summary>DOMAIN_BEACON_ATTESTER (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainBeaconAttester = DomainType.Parse("0x01000000");

    /// <summary>DOMAIN_RANDAO (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainRandao = DomainType.Parse("0x02000000");

    /// <summary>DOMAIN_DEPOSIT (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainDeposit = DomainType.Parse("0x03000000");

    /// <summary>DOMAIN_VOLUNTARY_EXIT (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainVoluntaryExit = DomainType.Parse("0x04000000");

    /// <summary>DOMAIN_SELECTION_PROOF (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainSelectionProof = DomainType.Parse("0x05000000");

    /// <summary>DOMAIN_AGGREGATE_AND_PROOF (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainAggregateAndProof = DomainType.Parse("0x06000000");

    /// <summary>DOMAIN_APPLICATION_MASK (`phase0/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainApplicationMask = DomainType.Parse("0x00000001");

    /// <summary>DEPOSIT_CONTRACT_TREE_DEPTH (`phase0/deposit-contract.md#constants`).</summary>
    public const ulong DepositContractTreeDepth = 32;

    /// <summary>COMMITTEE_WEIGHT_ESTIMATION_ADJUSTMENT_FACTOR (`phase0/fast-confirmation.md#constants`).</summary>
    public const ulong CommitteeWeightEstimationAdjustmentFactor = 5;

    /// <summary>BASIS_POINTS (`phase0/fork-choice.md#constants`).</summary>
    public const ulong BasisPoints = 10_000;

    /// <summary>NODE_ID_BITS (`phase0/p2p-interface.md#constants`).</summary>
    public const ulong NodeIdBits = 256;

    /// <summary>MAX_CONCURRENT_REQUESTS (`phase0/p2p-interface.md#constants`).</summary>
    public const ulong MaxConcurrentRequests = 2;

    /// <summary>TARGET_AGGREGATORS_PER_COMMITTEE (`phase0/validator.md#constants`).</summary>
    public const ulong TargetAggregatorsPerCommittee = 16;

    /// <summary>ETH_TO_GWEI (`phase0/weak-subjectivity.md#constants`).</summary>
    public const ulong EthToGwei = 1_000_000_000;

    /// <summary>SAFETY_DECAY (`phase0/weak-subjectivity.md#constants`).</summary>
    public const ulong SafetyDecay = 10;
}
