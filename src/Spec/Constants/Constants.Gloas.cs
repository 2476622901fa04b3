namespace Consensoor.Spec;

public static partial class Constants
{
    /// <summary>BUILDER_INDEX_FLAG (`gloas/beacon-chain.md#constants`).</summary>
    public const ulong BuilderIndexFlag = 1_099_511_627_776;

    /// <summary>DOMAIN_BEACON_BUILDER (`gloas/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainBeaconBuilder = DomainType.Parse("0x0B000000");

    /// <summary>DOMAIN_PTC_ATTESTER (`gloas/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainPtcAttester = DomainType.Parse("0x0C000000");

    /// <summary>DOMAIN_PROPOSER_PREFERENCES (`gloas/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainProposerPreferences = DomainType.Parse("0x0D000000");

    /// <summary>DOMAIN_BUILDER_DEPOSIT (`gloas/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainBuilderDeposit = DomainType.Parse("0x0E000000");

    /// <summary>BUILDER_INDEX_SELF_BUILD (`gloas/beacon-chain.md#constants`).</summary>
    public const BuilderIndex BuilderIndexSelfBuild = ulong.MaxValue;

    /// <summary>BUILDER_PAYMENT_THRESHOLD_NUMERATOR (`gloas/beacon-chain.md#constants`).</summary>
    public const ulong BuilderPaymentThresholdNumerator = 6;

    /// <summary>BUILDER_PAYMENT_THRESHOLD_DENOMINATOR (`gloas/beacon-chain.md#constants`).</summary>
    public const ulong BuilderPaymentThresholdDenominator = 10;

    /// <summary>BUILDER_WITHDRAWAL_PREFIX (`gloas/beacon-chain.md#constants`).</summary>
    public const byte BuilderWithdrawalPrefix = 0xb0;

    /// <summary>PAYLOAD_BUILDER_VERSION (`gloas/beacon-chain.md#constants`).</summary>
    public const byte PayloadBuilderVersion = 0;

    /// <summary>BUILDER_DEPOSIT_REQUEST_TYPE (`gloas/beacon-chain.md#constants`).</summary>
    public const byte BuilderDepositRequestType = 0x03;

    /// <summary>BUILDER_EXIT_REQUEST_TYPE (`gloas/beacon-chain.md#constants`).</summary>
    public const byte BuilderExitRequestType = 0x04;

    /// <summary>ATTESTATION_TIMELINESS_INDEX (`gloas/fork-choice.md#constants`).</summary>
    public const ulong AttestationTimelinessIndex = 0;

    /// <summary>PTC_TIMELINESS_INDEX (`gloas/fork-choice.md#constants`).</summary>
    public const ulong PtcTimelinessIndex = 1;

    /// <summary>NUM_BLOCK_TIMELINESS_DEADLINES (`gloas/fork-choice.md#constants`).</summary>
    public const ulong NumBlockTimelinessDeadlines = 2;

    /// <summary>FINALIZED_ROOT_GINDEX_GLOAS (`gloas/light-client/sync-protocol.md#constants`).</summary>
    public const ulong FinalizedRootGindexGloas = 735;

    /// <summary>CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS (`gloas/light-client/sync-protocol.md#constants`).</summary>
    public const ulong CurrentSyncCommitteeGindexGloas = 2_945;

    /// <summary>NEXT_SYNC_COMMITTEE_GINDEX_GLOAS (`gloas/light-client/sync-protocol.md#constants`).</summary>
    public const ulong NextSyncCommitteeGindexGloas = 2_946;

    /// <summary>EXECUTION_BLOCK_HASH_GINDEX (`gloas/light-client/sync-protocol.md#constants`).</summary>
    public const ulong ExecutionBlockHashGindex = 412;

    /// <summary>EXECUTION_BLOCK_HASH_GINDEX_DENEB (`gloas/light-client/sync-protocol.md#constants`).</summary>
    public const ulong ExecutionBlockHashGindexDeneb = 812;

    /// <summary>EXECUTION_BLOCK_HASH_GINDEX_GLOAS (`gloas/light-client/sync-protocol.md#constants`).</summary>
    public const ulong ExecutionBlockHashGindexGloas = 2_856;
}
