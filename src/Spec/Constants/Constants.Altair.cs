namespace Consensoor.Spec;

public static partial class Constants
{
    /// <summary>TIMELY_SOURCE_FLAG_INDEX (`altair/beacon-chain.md#constants`).</summary>
    public const ulong TimelySourceFlagIndex = 0;

    /// <summary>TIMELY_TARGET_FLAG_INDEX (`altair/beacon-chain.md#constants`).</summary>
    public const ulong TimelyTargetFlagIndex = 1;

    /// <summary>TIMELY_HEAD_FLAG_INDEX (`altair/beacon-chain.md#constants`).</summary>
    public const ulong TimelyHeadFlagIndex = 2;

    /// <summary>TIMELY_SOURCE_WEIGHT (`altair/beacon-chain.md#constants`).</summary>
    public const ulong TimelySourceWeight = 14;

    /// <summary>TIMELY_TARGET_WEIGHT (`altair/beacon-chain.md#constants`).</summary>
    public const ulong TimelyTargetWeight = 26;

    /// <summary>TIMELY_HEAD_WEIGHT (`altair/beacon-chain.md#constants`).</summary>
    public const ulong TimelyHeadWeight = 14;

    /// <summary>SYNC_REWARD_WEIGHT (`altair/beacon-chain.md#constants`).</summary>
    public const ulong SyncRewardWeight = 2;

    /// <summary>PROPOSER_WEIGHT (`altair/beacon-chain.md#constants`).</summary>
    public const ulong ProposerWeight = 8;

    /// <summary>WEIGHT_DENOMINATOR (`altair/beacon-chain.md#constants`).</summary>
    public const ulong WeightDenominator = 64;

    /// <summary>DOMAIN_SYNC_COMMITTEE (`altair/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainSyncCommittee = DomainType.Parse("0x07000000");

    /// <summary>DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF (`altair/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainSyncCommitteeSelectionProof = DomainType.Parse("0x08000000");

    /// <summary>DOMAIN_CONTRIBUTION_AND_PROOF (`altair/beacon-chain.md#constants`).</summary>
    public static readonly DomainType DomainContributionAndProof = DomainType.Parse("0x09000000");

    /// <summary>PARTICIPATION_FLAG_WEIGHTS (`altair/beacon-chain.md#constants`).</summary>
    public static ReadOnlySpan<ulong> ParticipationFlagWeights => [TimelySourceWeight, TimelyTargetWeight, TimelyHeadWeight];

    /// <summary>G2_POINT_AT_INFINITY (`altair/bls.md#constants`).</summary>
    public static readonly BLSSignature G2PointAtInfinity = BLSSignature.Parse("0xc0" + new string('0', 190));

    /// <summary>MAX_REQUEST_LIGHT_CLIENT_UPDATES (`altair/light-client/p2p-interface.md#constants`).</summary>
    public const ulong MaxRequestLightClientUpdates = 128;

    /// <summary>FINALIZED_ROOT_GINDEX (`altair/light-client/sync-protocol.md#constants`).</summary>
    public const ulong FinalizedRootGindex = 105;

    /// <summary>CURRENT_SYNC_COMMITTEE_GINDEX (`altair/light-client/sync-protocol.md#constants`).</summary>
    public const ulong CurrentSyncCommitteeGindex = 54;

    /// <summary>NEXT_SYNC_COMMITTEE_GINDEX (`altair/light-client/sync-protocol.md#constants`).</summary>
    public const ulong NextSyncCommitteeGindex = 55;

    /// <summary>TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE (`altair/validator.md#constants`).</summary>
    public const ulong TargetAggregatorsPerSyncSubcommittee = 16;

    /// <summary>SYNC_COMMITTEE_SUBNET_COUNT (`altair/validator.md#constants`).</summary>
    public const ulong SyncCommitteeSubnetCount = 4;
}
